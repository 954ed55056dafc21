import { describe, expect, it } from "vitest";
import { makeGrid, nearestVoxel, offsetOf, sameGrid, toIndex, toMm, voxelAt, voxelCount, voxelMl, type Vec3 } from "../../src/viewer/grid";
import { pictureOf, placeUnder, PLANES, planeOf, sliceAt, sliceNumber, stepOf, strides, voxelUnder } from "../../src/viewer/plane";
import { everyGrid } from "./grids";

const close = (one: Vec3, other: Vec3): void => one.forEach((value, axis) => expect(value).toBeCloseTo(other[axis as 0 | 1 | 2], 6));

describe("grids in all 48 orders, oblique, with three voxel sizes", () => {
  it("takes every voxel to millimeters and back", () => {
    for (const grid of everyGrid()) {
      for (let offset = 0; offset < voxelCount(grid.shape); offset++) {
        const at = voxelAt(grid.shape, offset);
        expect(offsetOf(grid.shape, at)).toBe(offset);
        close(toIndex(grid, toMm(grid, at)), at);
        expect(nearestVoxel(grid, toMm(grid, at))).toEqual(at);
      }
      expect(voxelMl(grid)).toBeCloseTo(0.9 * 1.1 * 4 / 1000, 9);
    }
  });

  it("puts each pixel of each plane where its voxel is, and finds it again", () => {
    for (const grid of everyGrid()) {
      for (const name of PLANES) {
        for (const radiological of [true, false]) {
          const plane = planeOf(grid, name, radiological);
          const slice = 2;
          const { start, right, down } = strides(plane, slice);
          for (let y = 0; y < plane.v.extent; y++) {
            for (let x = 0; x < plane.u.extent; x++) {
              const at = voxelUnder(plane, slice, x + 0.5, y + 0.5);
              expect(offsetOf(grid.shape, at)).toBe(start + x * right + y * down);
              const found = pictureOf(plane, placeUnder(plane, slice, x + 0.5, y + 0.5));
              close([found.x, found.y, found.slice], [x + 0.5, y + 0.5, slice]);
            }
          }
        }
      }
    }
  });

  it("shows the patient's right on the left, and front and top up, whatever the order of the axes", () => {
    for (const grid of everyGrid()) {
      const middle = toMm(grid, [3, 3, 2]);
      const onTheWay = (name: "axial" | "coronal" | "sagittal", world: 0 | 1 | 2): readonly [number, number] => {
        const plane = planeOf(grid, name, true);
        const moved = toMm(grid, [3, 3, 2]).map((value, axis) => value + (axis === world ? 1 : 0)) as unknown as typeof middle;
        const [from, to] = [pictureOf(plane, middle), pictureOf(plane, moved)];
        return [to.x - from.x, to.y - from.y];
      };
      expect(onTheWay("axial", 0)[0]).toBeLessThan(0); // to the patient's right: to the left
      expect(onTheWay("axial", 1)[1]).toBeLessThan(0); // forward: up
      expect(onTheWay("coronal", 0)[0]).toBeLessThan(0);
      expect(onTheWay("coronal", 2)[1]).toBeLessThan(0);
      expect(onTheWay("sagittal", 1)[0]).toBeLessThan(0); // the nose is on the left
      expect(onTheWay("sagittal", 2)[1]).toBeLessThan(0);
      expect(planeOf(grid, "axial", true).letters).toEqual({ left: "R", right: "L", top: "A", bottom: "P" });
      expect(planeOf(grid, "axial", false).letters).toEqual({ left: "L", right: "R", top: "A", bottom: "P" });
      expect(planeOf(grid, "sagittal", true).letters).toEqual({ left: "A", right: "P", top: "S", bottom: "I" });
    }
  });

  it("counts slices from below, and one step up goes up", () => {
    for (const grid of everyGrid()) {
      const plane = planeOf(grid, "axial", true);
      const [first, last] = [0, plane.grid.shape[plane.through] - 1];
      const up = stepOf(plane);
      const lowest = up > 0 ? first : last;
      expect(sliceNumber(plane, lowest)).toBe(1);
      expect(sliceNumber(plane, lowest + up)).toBe(2);
      const at = (slice: number): Vec3 => [0, 1, 2].map((axis) => (axis === plane.through ? slice : 2)) as unknown as Vec3;
      expect(toMm(grid, at(lowest + up))[2]).toBeGreaterThan(toMm(grid, at(lowest))[2]);
      expect(sliceAt(plane, toMm(grid, at(lowest + up)))).toBe(lowest + up);
    }
  });
});

describe("whether two grids are one", () => {
  const grid = makeGrid([4, 5, 6], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);

  it("holds for the same voxels at the same places to a hundredth of a millimeter", () => {
    expect(sameGrid(grid, makeGrid([4, 5, 6], [1, 0, 0, 0.005, 0, 1, 0, 0, 0, 0, 1, 0]))).toBe(true);
    expect(sameGrid(grid, makeGrid([4, 5, 6], [1, 0, 0, 0.05, 0, 1, 0, 0, 0, 0, 1, 0]))).toBe(false);
    expect(sameGrid(grid, makeGrid([4, 5, 7], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]))).toBe(false);
  });

  it("has no answer for an affine that flattens space", () => {
    expect(() => makeGrid([1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])).toThrow();
  });
});
