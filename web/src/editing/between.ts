/** Filling a region between two slices on which it was drawn: the shape changes evenly from one to the other. */

import type { Plane } from "../viewer/plane";
import { voxelAt } from "../viewer/grid";
import type { Change, Recorder } from "./change";
import { flatOf, type Flat } from "./flat";
import type { Ink } from "./paint";

/** The slices of a plane on which a label was drawn by hand since the version, the lowest first. */
export function drawnSlices(changes: readonly Change[], label: number, plane: Plane): readonly number[] {
  const found = new Set<number>();
  for (const change of changes) {
    if (change.label !== label || (change.tool !== "brush" && change.tool !== "fill")) continue;
    for (const run of change.runs) {
      found.add(voxelAt(plane.grid.shape, run.start)[plane.through]);
      found.add(voxelAt(plane.grid.shape, run.start + run.length - 1)[plane.through]);
    }
  }
  return [...found].sort((one, other) => one - other);
}

/** The two drawn slices, neither beside the other, that enclose a slice; the last two drawn where none do. */
export function ends(drawn: readonly number[], slice: number): readonly [number, number] | null {
  const below = drawn.findLast((one) => one < slice);
  const above = drawn.find((one) => one > slice);
  const found = below !== undefined && above !== undefined ? ([below, above] as const) : lastApart(drawn);
  return found !== null && found[1] - found[0] > 1 ? found : null;
}

function lastApart(drawn: readonly number[]): readonly [number, number] | null {
  const index = drawn.findLastIndex((one, at) => at > 0 && one - (drawn[at - 1] ?? one) > 1);
  const [low, high] = [drawn[index - 1], drawn[index]];
  return low === undefined || high === undefined ? null : [low, high];
}

/** Set the label between two slices where the mean of the signed distances to its borders, by nearness, is inside. */
export function fillBetween(recorder: Recorder, labels: Uint8Array, plane: Plane, [low, high]: readonly [number, number], ink: Ink): void {
  const [first, last] = [low, high].map((slice) => signedDistance(labels, flatOf(plane, slice), ink.label));
  if (first === undefined || last === undefined) return;
  for (let slice = low + 1; slice < high; slice++) {
    const flat = flatOf(plane, slice);
    const share = (slice - low) / (high - low);
    for (let y = 0, pixel = 0; y < flat.height; y++) {
      for (let x = 0; x < flat.width; x++, pixel++) {
        if ((first[pixel] ?? 0) * (1 - share) + (last[pixel] ?? 0) * share > 0) continue;
        const offset = flat.offset(x, y);
        if (ink.over(labels[offset] ?? 0)) recorder.set(offset, ink.label);
      }
    }
  }
}

/** Distance in mm of each pixel to the border of a label on a slice: below zero inside. */
function signedDistance(labels: Uint8Array, flat: Flat, label: number): Float64Array {
  const inside = new Uint8Array(flat.width * flat.height);
  for (let y = 0, pixel = 0; y < flat.height; y++) {
    for (let x = 0; x < flat.width; x++) inside[pixel++] = labels[flat.offset(x, y)] === label ? 1 : 0;
  }
  const [out, within] = [squaredDistance(inside, flat, 1), squaredDistance(inside, flat, 0)];
  return out.map((away, pixel) => Math.sqrt(away) - Math.sqrt(within[pixel] ?? 0));
}

const FAR = 1e12;

/** Squared distance in mm² to the nearest pixel of a value (Felzenszwalb and Huttenlocher 2012: row by row, then down). */
function squaredDistance(picture: Uint8Array, { width, height, across, down }: Flat, value: number): Float64Array {
  const found = Float64Array.from(picture, (one) => (one === value ? 0 : FAR));
  for (let y = 0; y < height; y++) lowerEnvelope(found, y * width, 1, width, across);
  for (let x = 0; x < width; x++) lowerEnvelope(found, x, width, height, down);
  return found;
}

function lowerEnvelope(values: Float64Array, start: number, step: number, count: number, spacing: number): void {
  const line = Float64Array.from({ length: count }, (_, index) => values[start + index * step] ?? FAR);
  const at = (index: number): number => line[index] ?? FAR;
  const roots: number[] = [0];
  const from: number[] = [-Infinity];
  const meet = (one: number, other: number): number =>
    ((at(other) - at(one)) / (spacing * spacing) + other * other - one * one) / (2 * (other - one));
  for (let index = 1; index < count; index++) {
    let border = meet(roots.at(-1) ?? 0, index);
    while (border <= (from.at(-1) ?? -Infinity)) {
      roots.pop();
      from.pop();
      border = meet(roots.at(-1) ?? 0, index);
    }
    roots.push(index);
    from.push(border);
  }
  for (let index = 0, part = 0; index < count; index++) {
    while ((from[part + 1] ?? Infinity) < index) part += 1;
    const root = roots[part] ?? 0;
    values[start + index * step] = (spacing * (index - root)) ** 2 + at(root);
  }
}
