/** Gray values: the window that a picture opens with, and the pixels of a slice in it. */

import type { Image } from "./nifti";
import { type Plane, strides } from "./plane";

/** Intensities shown from black to white. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

const [LOW, HIGH] = [0.005, 0.998]; // of the voxels that are not air, as the report's pictures
const SAMPLES = 200_000;

export const widthOf = ({ low, high }: Range): number => high - low;
export const levelOf = ({ low, high }: Range): number => (low + high) / 2;
export const rangeOf = (width: number, level: number): Range => ({ low: level - width / 2, high: level + width / 2 });

/** From the half to the 99.8 percentile of what is not air. */
export function automaticRange(image: Image): Range {
  const { voxels, slope, intercept } = image;
  const step = Math.max(1, Math.floor(voxels.length / SAMPLES));
  const values: number[] = [];
  for (let at = 0; at < voxels.length; at += step) {
    const value = (voxels[at] ?? 0) * slope + intercept;
    if (value !== 0 && Number.isFinite(value)) values.push(value);
  }
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0) return { low: 0, high: 1 };
  const share = (fraction: number): number => sorted[Math.round(fraction * (sorted.length - 1))] ?? 0;
  const [low, high] = [share(LOW), share(HIGH)];
  return high > low ? { low, high } : { low, high: low + 1 };
}

export const valueAt = (image: Image, offset: number): number => (image.voxels[offset] ?? 0) * image.slope + image.intercept;

/** The slice as gray pixels, its own voxels one pixel each. */
export function grayPixels(image: Image, plane: Plane, slice: number, { low, high }: Range): ImageData {
  const [width, height] = [plane.u.extent, plane.v.extent];
  const picture = new ImageData(width, height);
  const pixels = new Uint32Array(picture.data.buffer);
  const { start, right, down } = strides(plane, slice);
  const { voxels } = image;
  const scale = (255 * image.slope) / (high - low);
  const shift = (255 * (image.intercept - low)) / (high - low);
  for (let y = 0, into = 0; y < height; y++) {
    for (let x = 0, at = start + y * down; x < width; x++, at += right) {
      const value = (voxels[at] ?? 0) * scale + shift;
      const gray = value <= 0 ? 0 : value >= 255 ? 255 : value | 0;
      pixels[into++] = 0xff000000 | (gray << 16) | (gray << 8) | gray;
    }
  }
  return picture;
}

/** A map of probabilities over the picture: clear where nothing is likely, then from violet to yellow. */
export function mapPixels(values: Float32Array, plane: Plane, slice: number): ImageData {
  const [width, height] = [plane.u.extent, plane.v.extent];
  const picture = new ImageData(width, height);
  const { start, right, down } = strides(plane, slice);
  for (let y = 0, into = 0; y < height; y++) {
    for (let x = 0, at = start + y * down; x < width; x++, at += right, into += 4) {
      const share = values[at] ?? 0;
      if (share < 0.02) continue;
      const [red, green, blue] = heat(share);
      picture.data[into] = red;
      picture.data[into + 1] = green;
      picture.data[into + 2] = blue;
      picture.data[into + 3] = 60 + 150 * share;
    }
  }
  return picture;
}

// five colors of matplotlib's "plasma", which reads by brightness alone too
const HEAT: readonly (readonly [number, number, number])[] = [
  [13, 8, 135],
  [126, 3, 168],
  [204, 71, 120],
  [248, 149, 64],
  [240, 249, 33],
];

export function heat(share: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (HEAT.length - 1);
  const below = Math.min(HEAT.length - 2, Math.floor(at));
  const [from, to] = [HEAT[below] ?? [0, 0, 0], HEAT[below + 1] ?? [0, 0, 0]];
  const mix = (channel: 0 | 1 | 2): number => from[channel] + (to[channel] - from[channel]) * (at - below);
  return [mix(0), mix(1), mix(2)];
}
