// @vitest-environment node
/** What the page weighs on its way to a browser, beside the library that draws volumes. */
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import type { Rolldown } from "vite";
import { build } from "vite";
import { expect, test } from "vitest";

const AT_MOST_KB = 250;
const OF_THE_VIEWER = /node_modules\/(?!preact|@preact)/;

const weight = (text: string | Uint8Array): number => gzipSync(text).length / 1000;

test(`the page's own code is at most ${AT_MOST_KB} kB, compressed`, { timeout: 120_000 }, async () => {
  const root = join(import.meta.dirname, "..");
  const built = (await build({ root, logLevel: "silent", build: { write: false } })) as Rolldown.RolldownOutput;
  const own = built.output.flatMap((file): [string, number][] => {
    if (file.type === "asset") return file.fileName.endsWith(".css") ? [[file.fileName, weight(file.source)]] : [];
    const isForeign = file.moduleIds.some((id) => OF_THE_VIEWER.test(id));
    return isForeign && file.moduleIds.filter((id) => !id.includes("node_modules")).length <= 3 ? [] : [[file.fileName, weight(file.code)]];
  });
  const sum = own.reduce((total, [, size]) => total + size, 0);
  expect(own.length).toBeGreaterThan(10);
  expect(sum, JSON.stringify(Object.fromEntries(own), null, 1)).toBeLessThan(AT_MOST_KB);
});
