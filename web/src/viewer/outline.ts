/** The outlines of a mask on a slice, as closed lines between its voxels. */

import { type Plane, strides } from "./plane";

/** A slice of a mask, one byte a pixel: 1 inside. */
export interface MaskSlice {
  readonly width: number;
  readonly height: number;
  readonly inside: Uint8Array;
  readonly hits: boolean;
}

/** Cut a mask out of an array of labels: the pixels whose label the table holds. */
export function maskSlice(labels: Uint8Array, table: Uint8Array, plane: Plane, slice: number): MaskSlice {
  const [width, height] = [plane.u.extent, plane.v.extent];
  const inside = new Uint8Array(width * height);
  const { start, right, down } = strides(plane, slice);
  let hits = 0;
  for (let y = 0, into = 0; y < height; y++) {
    for (let x = 0, at = start + y * down; x < width; x++, at += right) {
      const within = table[labels[at] ?? 0] ?? 0;
      inside[into++] = within;
      hits |= within;
    }
  }
  return { width, height, inside, hits: hits !== 0 };
}

/**
 * The border of the mask as polygons in pixels from the upper left corner, x and y in turn.
 *
 * Each runs through the middles of the voxel edges that it crosses (marching squares), so that corners are cut and no
 * line leaves the voxels that it is between; two voxels that touch at a corner alone stay apart.
 */
export function outlines({ width, height, inside, hits }: MaskSlice): readonly (readonly number[])[] {
  if (!hits) return [];
  const at = (x: number, y: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? 0 : (inside[y * width + x] ?? 0);
  // a cell lies between four pixel centers; its crossings are keyed by twice their coordinates
  const next = new Map<number, number[]>();
  const row = 2 * width + 4;
  const key = (x2: number, y2: number): number => (y2 + 1) * row + (x2 + 1);
  const link = (from: number, to: number): void => {
    const there = next.get(from);
    if (there === undefined) next.set(from, [to]);
    else there.push(to);
  };
  for (let y = -1; y < height; y++) {
    for (let x = -1; x < width; x++) {
      const [a, b, c, d] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      const code = a | (b << 1) | (c << 2) | (d << 3);
      if (code === 0 || code === 15) continue;
      const up = key(2 * x + 2, 2 * y + 1);
      const down = key(2 * x + 2, 2 * y + 3);
      const left = key(2 * x + 1, 2 * y + 2);
      const right = key(2 * x + 3, 2 * y + 2);
      for (const [from, to] of SEGMENTS[code] ?? []) link([up, right, down, left][from] ?? 0, [up, right, down, left][to] ?? 0);
    }
  }
  const found: number[][] = [];
  for (const start of next.keys()) {
    let here = start;
    const line: number[] = [];
    for (;;) {
      const onward = next.get(here)?.pop();
      if (onward === undefined) break;
      line.push(((here % row) - 1) / 2, (Math.floor(here / row) - 1) / 2);
      here = onward;
    }
    if (line.length > 2) found.push(line);
  }
  return found;
}

// edges 0 up, 1 right, 2 down, 3 left; the inside is always on the right hand
const SEGMENTS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  1: [[0, 3]],
  2: [[1, 0]],
  3: [[1, 3]],
  4: [[2, 1]],
  5: [[0, 3], [2, 1]],
  6: [[2, 0]],
  7: [[2, 3]],
  8: [[3, 2]],
  9: [[0, 2]],
  10: [[1, 0], [3, 2]],
  11: [[1, 2]],
  12: [[3, 1]],
  13: [[0, 1]],
  14: [[3, 0]],
};
