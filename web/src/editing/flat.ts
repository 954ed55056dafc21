/** A slice of an array as a flat picture, for tools that work in a plane. */

import { type Plane, strides } from "../viewer/plane";

export interface Flat {
  readonly width: number;
  readonly height: number;
  readonly across: number; // mm a pixel
  readonly down: number;
  /** Where a pixel is in the array. */
  offset(x: number, y: number): number;
}

export function flatOf(plane: Plane, slice: number): Flat {
  const { start, right, down } = strides(plane, slice);
  return {
    width: plane.u.extent,
    height: plane.v.extent,
    across: plane.u.spacing,
    down: plane.v.spacing,
    offset: (x, y) => start + x * right + y * down,
  };
}
