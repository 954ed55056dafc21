import { describe, expect, it } from "vitest";
import { coarse, inRasOrder, niftiOf } from "../../src/viewer/coarse";
import { offsetOf, toMm, voxelCount, type Vec3 } from "../../src/viewer/grid";
import { readNifti } from "../../src/viewer/nifti";
import { everyGrid } from "./grids";

describe("labels for three dimensions", () => {
  it("are in the order right, front, top for a file in any of the 48 orders", () => {
    for (const grid of everyGrid()) {
      const order = grid.along.map(({ axis, sign }) => sign * (axis + 1));
      const labels = Uint8Array.from({ length: voxelCount(grid.shape) }, (_, at) => at % 251);
      const turned = inRasOrder(labels, grid.shape, order);
      const extents = grid.along.map(({ axis }) => grid.shape[axis]) as unknown as Vec3;
      const at: [number, number, number] = [1, 2, 3];
      const from: [number, number, number] = [0, 0, 0];
      grid.along.forEach(({ axis, sign }, world) => {
        from[axis] = sign > 0 ? (at[world] ?? 0) : (extents[world] ?? 0) - 1 - (at[world] ?? 0);
      });
      expect(turned[offsetOf(extents, at)]).toBe(labels[offsetOf(grid.shape, from)]);
      expect(toMm(grid, from)[2]).toBeGreaterThan(-100);
    }
  });

  it("lie where they lay when the image is made small", async () => {
    const [grid] = everyGrid();
    if (grid === undefined) return;
    const gray = Uint8Array.from({ length: voxelCount(grid.shape) }, (_, at) => at % 200);
    const image = await readNifti(niftiOf(grid, gray));
    const small = coarse(image, gray, { low: 0, high: 255 });
    expect([...small.gray]).toEqual([...gray]); // small enough already
    small.grid.affine.forEach((value, at) => expect(value).toBeCloseTo(grid.affine[at] ?? 0, 4));
  });
});
