/** Where an image holds anything but air, so that pictures open on the head. */

import { type Mm, type Vec3, toMm } from "./grid";
import type { Image } from "./nifti";
import type { Plane } from "./plane";
import type { Box } from "./scene";

/** First and last voxel along each axis of the file. */
export interface Extent {
  readonly low: Vec3;
  readonly high: Vec3;
}

export function extentOf({ grid, voxels }: Image): Extent {
  const [ni, nj, nk] = grid.shape;
  const low: [number, number, number] = [ni, nj, nk];
  const high: [number, number, number] = [-1, -1, -1];
  for (let k = 0, at = 0; k < nk; k++) {
    for (let j = 0; j < nj; j++) {
      for (let i = 0; i < ni; i++, at++) {
        if ((voxels[at] ?? 0) === 0) continue;
        if (i < low[0]) low[0] = i;
        if (i > high[0]) high[0] = i;
        if (j < low[1]) low[1] = j;
        if (j > high[1]) high[1] = j;
        if (k < low[2]) low[2] = k;
        if (k > high[2]) high[2] = k;
      }
    }
  }
  return high[0] < 0 ? { low: [0, 0, 0], high: [ni - 1, nj - 1, nk - 1] } : { low, high };
}

export function boxOf(plane: Plane, { low, high }: Extent): Box {
  const ends = ({ axis, flip, extent }: Plane["u"]): readonly [number, number] =>
    flip ? [extent - 1 - high[axis], extent - low[axis]] : [low[axis], high[axis] + 1];
  const [left, right] = ends(plane.u);
  const [top, bottom] = ends(plane.v);
  return { left, top, right, bottom };
}

export const middleOf = (image: Image, { low, high }: Extent): Mm =>
  toMm(image.grid, [Math.round((low[0] + high[0]) / 2), Math.round((low[1] + high[1]) / 2), Math.round((low[2] + high[2]) / 2)]);
