/** The house rules of the page that the compiler does not know. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..", "src");
const GENERATED = "schema.ts";

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf-8" })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(GENERATED))
  .map((name) => ({ name, text: readFileSync(join(SOURCE, name), "utf-8") }));

const offenders = (pattern: RegExp): string[] =>
  files.flatMap(({ name, text }) =>
    text
      .split("\n")
      .filter((line) => pattern.test(line.replace(/\/\/.*$|"(?:[^"\\]|\\.)*"|`[^`]*`/g, "").replace(/^\s*(\/\*\*|\*).*$/, "")))
      .map((line) => `${name}: ${line.trim()}`),
  );

test("there are files to look at", () => {
  expect(files.length).toBeGreaterThan(30);
});

test("nothing is of any type", () => {
  expect(offenders(/[:<,|(]\s*any\b|\bas any\b/)).toEqual([]);
});

test("nothing is said to be there without looking", () => {
  expect(offenders(/[\w)\]]!(?!=)/)).toEqual([]);
});

test("no text becomes markup or code", () => {
  expect(offenders(/dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|\beval\(|new Function/)).toEqual([]);
});

test("no other host is named", () => {
  const hosts = files.flatMap(({ name, text }) => [...text.matchAll(/https?:\/\/[\w.]+/g)].map(([host]) => `${name}: ${host}`));
  expect(hosts).toEqual([]);
});

test("a file has one idea", () => {
  const long = files.filter(({ name, text }) => text.split("\n").length > (name.endsWith(".tsx") ? 150 : 250));
  expect(long.map(({ name }) => name)).toEqual([]);
});
