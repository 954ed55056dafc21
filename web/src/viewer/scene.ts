/** What a tile shows, and where its picture lies on the canvas. */

import type { Mm } from "./grid";
import type { Range } from "./intensity";
import type { Image } from "./nifti";
import type { Plane } from "./plane";
import type { Region } from "./regions";

export type Style = "outline" | "fill" | "both";

/** A length that was measured, between two places. */
export interface DrawnLine {
  readonly from: Mm;
  readonly to: Mm;
  readonly text: string;
}

/** The circle of a brush, or the line of a shape that is being drawn. */
export interface Hand {
  readonly at: Mm;
  readonly radius: number; // mm
  readonly shape: readonly Mm[];
  readonly erases: boolean;
}

export interface Scene {
  readonly plane: Plane;
  readonly slice: number;
  readonly image: Image;
  readonly range: Range;
  readonly labels: Uint8Array | null; // on the image's own grid
  readonly before: Uint8Array | null; // what the labels are compared with: added is hatched, removed dashed
  readonly shown: ReadonlySet<Region>;
  readonly style: Style;
  readonly opacity: number; // 0 to 1
  readonly map: Float32Array | null; // probabilities on the image's own grid
  readonly cross: Mm | null;
  readonly lines: readonly DrawnLine[];
  readonly hand: Hand | null;
}

/** Where the picture lies: points of the picture (its pixels) times scale, plus the corner, are points of the canvas. */
export interface Placement {
  readonly left: number;
  readonly top: number;
  readonly across: number; // canvas pixels a picture pixel
  readonly down: number;
  readonly perMm: number;
}

/** A part of the picture that is to be in sight, in its pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface View {
  readonly zoom: number;
  readonly x: number; // shift in canvas pixels
  readonly y: number;
}

export const AT_REST: View = { zoom: 1, x: 0, y: 0 };
const MARGIN = 0.96;

/** Lay the box into the middle of the canvas, as large as it goes, with true proportions. */
export function place(plane: Plane, box: Box, width: number, height: number, view: View = AT_REST): Placement {
  const wide = (box.right - box.left) * plane.u.spacing;
  const high = (box.bottom - box.top) * plane.v.spacing;
  const perMm = Math.min(width / wide, height / high) * MARGIN * view.zoom;
  const across = perMm * plane.u.spacing;
  const down = perMm * plane.v.spacing;
  return {
    left: width / 2 - ((box.left + box.right) / 2) * across + view.x,
    top: height / 2 - ((box.top + box.bottom) / 2) * down + view.y,
    across,
    down,
    perMm,
  };
}

export const onCanvas = (at: Placement, x: number, y: number): readonly [number, number] => [
  at.left + x * at.across,
  at.top + y * at.down,
];

export const inPicture = (at: Placement, x: number, y: number): readonly [number, number] => [
  (x - at.left) / at.across,
  (y - at.top) / at.down,
];

/** Keep the point under the pointer where it is while the zoom changes. */
export function zoomed(view: View, factor: number, x: number, y: number, width: number, height: number): View {
  const zoom = Math.min(12, Math.max(1, view.zoom * factor));
  if (zoom === 1) return AT_REST;
  const by = zoom / view.zoom;
  const shift = (at: number, extent: number, before: number): number => at - extent / 2 - (at - extent / 2 - before) * by;
  return { zoom, x: shift(x, width, view.x), y: shift(y, height, view.y) };
}

const STEPS = [1, 2, 5, 10, 20, 50, 100];

/** The longest round length whose bar takes at most two fifths of the width. */
export function scaleBar(perMm: number, width: number): { mm: number; pixels: number } {
  const mm = STEPS.findLast((step) => step * perMm <= 0.4 * width) ?? 1;
  return { mm, pixels: mm * perMm };
}
