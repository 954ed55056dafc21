import { describe, expect, it } from "vitest";
import { makeGrid, nearestVoxel, offsetOf } from "../../src/viewer/grid";
import { maskSlice, outlines } from "../../src/viewer/outline";
import { planeOf } from "../../src/viewer/plane";
import { countRegions, dice, membership } from "../../src/viewer/regions";
import { AT_REST, inPicture, onCanvas, place, scaleBar, zoomed } from "../../src/viewer/scene";
import { placeOf } from "../../src/viewer/seek";

const GRID = makeGrid([8, 7, 5], [1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0]);
const labels = (): Uint8Array => new Uint8Array(8 * 7 * 5);

function area(lines: readonly (readonly number[])[]): number {
  let twice = 0;
  for (const line of lines) {
    for (let at = 0; at < line.length; at += 2) {
      const to = (at + 2) % line.length;
      twice += (line[at] ?? 0) * (line[to + 1] ?? 0) - (line[to] ?? 0) * (line[at + 1] ?? 0);
    }
  }
  return Math.abs(twice) / 2;
}

describe("outlines", () => {
  it("enclose a square's area but for its cut corners, and a hole is not enclosed", () => {
    const mask = labels();
    for (let j = 1; j < 6; j++) for (let i = 1; i < 6; i++) mask[offsetOf(GRID.shape, [i, j, 2])] = 4;
    const plane = planeOf(GRID, "axial", true);
    const of = (): readonly (readonly number[])[] => outlines(maskSlice(mask, membership("ET"), plane, 2));
    expect(of()).toHaveLength(1);
    expect(area(of())).toBeCloseTo(25 - 4 / 8, 9);
    mask[offsetOf(GRID.shape, [3, 3, 2])] = 1;
    expect(of()).toHaveLength(2);
    expect(area(of())).toBeCloseTo(25 - 4 / 8 - 1 / 2, 9);
    expect(outlines(maskSlice(mask, membership("TC"), plane, 2))).toHaveLength(1);
  });

  it("of two voxels that touch at a corner are two", () => {
    const mask = labels();
    mask[offsetOf(GRID.shape, [2, 2, 1])] = 2;
    mask[offsetOf(GRID.shape, [3, 3, 1])] = 2;
    expect(outlines(maskSlice(mask, membership("ED"), planeOf(GRID, "axial", true), 1))).toHaveLength(2);
  });

  it("of nothing are none", () => {
    expect(outlines(maskSlice(labels(), membership("WT"), planeOf(GRID, "coronal", true), 3))).toEqual([]);
  });
});

describe("the place of a picture on the canvas", () => {
  const plane = planeOf(GRID, "axial", true);
  const whole = { left: 0, top: 0, right: 8, bottom: 7 };

  it("keeps proportions in millimeters and comes back to the pixel", () => {
    const at = place(plane, whole, 400, 300);
    expect(at.down / at.across).toBeCloseTo(2, 9);
    const [x, y] = inPicture(at, ...onCanvas(at, 2.5, 3.5));
    expect([x, y].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([2.5, 3.5]);
  });

  it("holds the point under the pointer while it is enlarged", () => {
    const before = inPicture(place(plane, whole, 400, 300), 120, 80);
    const view = zoomed(AT_REST, 3, 120, 80, 400, 300);
    const after = inPicture(place(plane, whole, 400, 300, view), 120, 80);
    expect(after[0]).toBeCloseTo(before[0], 6);
    expect(after[1]).toBeCloseTo(before[1], 6);
    expect(zoomed(view, 0.01, 10, 10, 400, 300)).toEqual(AT_REST);
  });

  it("has a bar of a round length that fits", () => {
    expect(scaleBar(3, 400)).toEqual({ mm: 50, pixels: 150 });
    expect(scaleBar(40, 120)).toEqual({ mm: 1, pixels: 40 });
  });
});

describe("regions", () => {
  it("are counted with their parts, and overlap is of the region asked for", () => {
    const one = labels();
    one.set([1, 2, 4, 4]);
    expect(countRegions(one)).toEqual({ NCR: 1, ED: 1, ET: 2, TC: 3, WT: 4 });
    const other = one.slice();
    other[0] = 0;
    expect(dice(one, other, "WT")).toBeCloseTo(6 / 7, 9);
    expect(dice(one, other, "ET")).toBe(1);
    expect(dice(labels(), labels(), "WT")).toBeNull();
  });

  it("are found on their largest slice, inside themselves", () => {
    const mask = labels();
    for (const at of [[1, 1, 1], [4, 4, 3], [5, 4, 3], [6, 4, 3]] as const) mask[offsetOf(GRID.shape, at)] = 1;
    const found = placeOf(mask, GRID, "NCR");
    expect(found === null ? null : nearestVoxel(GRID, found)).toEqual([5, 4, 3]);
    expect(placeOf(mask, GRID, "ET")).toBeNull();
  });
});
