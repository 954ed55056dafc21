/** Where to go for a region: the slice on which it is largest. */

import { type Grid, type Mm, toMm, voxelAt } from "./grid";
import { planeOf } from "./plane";
import { membership, type Region } from "./regions";

/** The place of the region nearest to the middle of its largest axial slice; null where there is none of it. */
export function placeOf(labels: Uint8Array, grid: Grid, region: Region): Mm | null {
  const table = membership(region);
  const { through } = planeOf(grid, "axial", true);
  const counts = new Uint32Array(grid.shape[through]);
  const found: number[] = [];
  for (let at = 0; at < labels.length; at++) {
    if (table[labels[at] ?? 0] !== 1) continue;
    found.push(at);
    const slice = voxelAt(grid.shape, at)[through];
    counts[slice] = (counts[slice] ?? 0) + 1;
  }
  if (found.length === 0) return null;
  const largest = counts.indexOf(Math.max(...counts));
  const there = found.map((at) => voxelAt(grid.shape, at)).filter((at) => at[through] === largest);
  const mean = [0, 1, 2].map((axis) => there.reduce((sum, at) => sum + (at[axis as 0 | 1 | 2]), 0) / there.length);
  const away = (at: readonly number[]): number => at.reduce((sum, value, axis) => sum + (value - (mean[axis] ?? 0)) ** 2, 0);
  const best = there.reduce((one, other) => (away(other) < away(one) ? other : one));
  return toMm(grid, best);
}
