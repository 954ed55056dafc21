import { expect, test } from "vitest";
import { en } from "../src/texts/en";
import { es } from "../src/texts/es";

type Leaf = [string, unknown];

function leaves(value: unknown, at = ""): Leaf[] {
  if (typeof value !== "object" || value === null) return [[at, value]];
  return Object.entries(value).flatMap(([name, inside]) => leaves(inside, at === "" ? name : `${at}.${name}`));
}

const english = new Map(leaves(en));
const spanish = new Map(leaves(es));

test("both languages have the same keys, also those of records", () => {
  expect([...spanish.keys()].sort()).toEqual([...english.keys()].sort());
});

test("no sentence is empty", () => {
  const empty = [...english, ...spanish].filter(([, text]) => typeof text === "string" && text.trim() === "");
  expect(empty).toEqual([]);
});

test("a sentence has the same values in both languages", () => {
  const values = (text: unknown): string[] => (typeof text === "string" ? (text.match(/\{\w+\}/g) ?? []).sort() : []);
  for (const [key, text] of english) expect(values(spanish.get(key)), key).toEqual(values(text));
});

test("a sentence made by a function says every value it was given", () => {
  for (const [key, text] of [...english, ...spanish]) {
    if (typeof text !== "function" || text.length === 0) continue;
    const given = Array.from({ length: text.length }, (_, index) => 101 + index);
    const said = String((text as (...values: unknown[]) => string)(...given)).replace(/[^\d]/g, " ");
    for (const value of given) expect(said, key).toContain(String(value));
  }
});

test("the page is calm: no exclamation marks, no please, no oops", () => {
  const loud = leaves(en).filter(([, text]) => typeof text === "string" && /!|\bplease\b|\boops\b/i.test(text));
  expect(loud).toEqual([]);
});
