/** An image and its labels made small for three dimensions: without a GPU every voxel costs, and none is measured there. */

import { type Axis, type Grid, makeGrid, offsetOf, type Vec3 } from "./grid";
import { valueAt } from "./intensity";
import type { Image } from "./nifti";

const MOST = 110; // voxels along an axis

/** 8-bit intensities and labels on a grid of every nth voxel. */
export interface Coarse {
  readonly grid: Grid;
  readonly gray: Uint8Array;
  readonly labels: Uint8Array | null;
}

export function coarse(image: Image, labels: Uint8Array | null, { low, high }: { low: number; high: number }): Coarse {
  const { shape } = image.grid;
  const steps = shape.map((extent) => Math.max(1, Math.round(extent / MOST))) as unknown as Vec3;
  const small = shape.map((extent, axis) => Math.ceil(extent / steps[axis as Axis])) as unknown as Vec3;
  const [a, b, c, x, d, e, f, y, g, h, i, z] = image.grid.affine;
  const [u, v, w] = steps;
  const grid = makeGrid(small, [a * u, b * v, c * w, x, d * u, e * v, f * w, y, g * u, h * v, i * w, z]);
  const count = small[0] * small[1] * small[2];
  const gray = new Uint8Array(count);
  const reduced = labels === null ? null : new Uint8Array(count);
  for (let k = 0, at = 0; k < small[2]; k++) {
    for (let j = 0; j < small[1]; j++) {
      for (let col = 0; col < small[0]; col++, at++) {
        const from = offsetOf(shape, [col * u, j * v, k * w]);
        gray[at] = Math.min(255, Math.max(0, (255 * (valueAt(image, from) - low)) / (high - low)));
        if (reduced !== null && labels !== null) reduced[at] = labels[from] ?? 0;
      }
    }
  }
  return { grid, gray, labels: reduced };
}

/** A NIfTI-1 file of 8-bit voxels on a grid. */
export function niftiOf(grid: Grid, voxels: Uint8Array): ArrayBuffer {
  const file = new ArrayBuffer(352 + voxels.length);
  const view = new DataView(file);
  view.setInt32(0, 348, true);
  [3, ...grid.shape, 1, 1, 1, 1].forEach((extent, axis) => view.setInt16(40 + 2 * axis, extent, true));
  view.setInt16(70, 2, true);
  view.setInt16(72, 8, true);
  [1, ...grid.spacing, 0, 0, 0, 0].forEach((step, axis) => view.setFloat32(76 + 4 * axis, step, true));
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 1, true);
  view.setUint8(123, 2); // millimeters
  view.setInt16(254, 1, true);
  grid.affine.forEach((value, at) => view.setFloat32(280 + 4 * at, value, true));
  [0x6e, 0x2b, 0x31, 0].forEach((byte, at) => view.setUint8(344 + at, byte));
  new Uint8Array(file, 352).set(voxels);
  return file;
}

/**
 * Labels in the order in which NiiVue keeps a drawing: right, anterior, superior, whatever the file's order is.
 *
 * `order` has for each of the three which axis of the file it is, from 1, negative where it runs the other way.
 */
export function inRasOrder(labels: Uint8Array, shape: Vec3, order: readonly number[]): Uint8Array {
  const of = (index: number): { axis: Axis; flip: boolean } => {
    const signed = order[index] ?? index + 1;
    return { axis: (Math.abs(signed) - 1) as Axis, flip: signed < 0 };
  };
  const [x, y, z] = [of(0), of(1), of(2)];
  const found = new Uint8Array(labels.length);
  const at: [number, number, number] = [0, 0, 0];
  const put = ({ axis, flip }: typeof x, value: number): void => {
    at[axis] = flip ? shape[axis] - 1 - value : value;
  };
  for (let k = 0, into = 0; k < shape[z.axis]; k++) {
    put(z, k);
    for (let j = 0; j < shape[y.axis]; j++) {
      put(y, j);
      for (let i = 0; i < shape[x.axis]; i++) {
        put(x, i);
        found[into++] = labels[offsetOf(shape, at)] ?? 0;
      }
    }
  }
  return found;
}

