/** Brush, eraser and filled shapes in the plane that is shown. */

import type { Recorder } from "./change";
import type { Flat } from "./flat";

/** A point of the slice's picture, in its pixels from the upper left corner. */
export type Point = readonly [number, number];

export interface Ink {
  readonly label: number; // 0 erases
  /** Which labels may be replaced. */
  readonly over: (label: number) => boolean;
}

/** Everything but air may be painted over, or only what carries no other region; an eraser may keep to one region. */
export function inkOf(label: number, erases: boolean, protects: boolean): Ink {
  if (erases) return { label: 0, over: (there) => there !== 0 && (!protects || there === label) };
  return { label, over: (there) => !protects || there === 0 };
}

/** Paint the disc of a radius in mm from one point to the next; a radius of nothing paints the voxel under the point. */
export function dab(recorder: Recorder, labels: Uint8Array, flat: Flat, ink: Ink, [from, to]: readonly [Point, Point], radius: number): void {
  const [reachX, reachY] = [radius / flat.across, radius / flat.down];
  const low = ([a, b]: readonly [number, number], reach: number): number => Math.floor(Math.min(a, b) - reach - 1);
  const high = ([a, b]: readonly [number, number], reach: number): number => Math.ceil(Math.max(a, b) + reach + 1);
  const [xs, ys] = [[from[0], to[0]] as const, [from[1], to[1]] as const];
  for (let y = Math.max(0, low(ys, reachY)); y < Math.min(flat.height, high(ys, reachY)); y++) {
    for (let x = Math.max(0, low(xs, reachX)); x < Math.min(flat.width, high(xs, reachX)); x++) {
      const holds = (at: Point): boolean => Math.floor(at[0]) === x && Math.floor(at[1]) === y;
      if (holds(from) || holds(to) || awayMm(flat, [x + 0.5, y + 0.5], from, to) <= radius) set(recorder, labels, flat, ink, x, y);
    }
  }
}

/** Fill the closed shape that a line of points encloses: pixels whose middle lies inside. */
export function fillShape(recorder: Recorder, labels: Uint8Array, flat: Flat, ink: Ink, shape: readonly Point[]): void {
  for (let y = 0; y < flat.height; y++) {
    const crossings = shape
      .flatMap((from, index): number[] => {
        const to = shape[(index + 1) % shape.length] ?? from;
        const middle = y + 0.5;
        if (from[1] > middle === to[1] > middle) return [];
        return [from[0] + ((middle - from[1]) / (to[1] - from[1])) * (to[0] - from[0])];
      })
      .sort((one, other) => one - other);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const [start, end] = [crossings[pair] ?? 0, crossings[pair + 1] ?? 0];
      for (let x = Math.max(0, Math.ceil(start - 0.5)); x < Math.min(flat.width, end - 0.5); x++) {
        set(recorder, labels, flat, ink, x, y);
      }
    }
  }
}

/** Fill the hole under a point: what is connected there, has the same label and does not reach the picture's edge. */
export function fillHole(recorder: Recorder, labels: Uint8Array, flat: Flat, ink: Ink, [atX, atY]: Point): boolean {
  const [x, y] = [Math.floor(atX), Math.floor(atY)];
  const label = labels[flat.offset(x, y)] ?? 0;
  const seen = new Set<number>([y * flat.width + x]);
  const waiting = [y * flat.width + x];
  for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
    const [px, py] = [pixel % flat.width, Math.floor(pixel / flat.width)];
    if (px === 0 || py === 0 || px === flat.width - 1 || py === flat.height - 1) return false;
    for (const [nx, ny] of [[px - 1, py], [px + 1, py], [px, py - 1], [px, py + 1]] as const) {
      const neighbor = ny * flat.width + nx;
      if (!seen.has(neighbor) && (labels[flat.offset(nx, ny)] ?? 0) === label) {
        seen.add(neighbor);
        waiting.push(neighbor);
      }
    }
  }
  for (const pixel of seen) set(recorder, labels, flat, ink, pixel % flat.width, Math.floor(pixel / flat.width));
  return true;
}

function set(recorder: Recorder, labels: Uint8Array, flat: Flat, ink: Ink, x: number, y: number): void {
  const offset = flat.offset(x, y);
  if (ink.over(labels[offset] ?? 0)) recorder.set(offset, ink.label);
}

/** How far a point is from a line between two others, in mm. */
function awayMm(flat: Flat, at: Point, from: Point, to: Point): number {
  const [px, py] = [(at[0] - from[0]) * flat.across, (at[1] - from[1]) * flat.down];
  const [dx, dy] = [(to[0] - from[0]) * flat.across, (to[1] - from[1]) * flat.down];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
  return Math.hypot(px - share * dx, py - share * dy);
}
