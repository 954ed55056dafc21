/** One plane through an image: how its picture lies in the file's axes, and where a point of the picture is. */

import { type Axis, type Grid, type Mm, offsetOf, toIndex, toMm, type Vec3, type Voxel, voxel } from "./grid";

export type PlaneName = "axial" | "coronal" | "sagittal";
export const PLANES: readonly PlaneName[] = ["axial", "coronal", "sagittal"];

/** Right of the picture is +u, down is +v; `flip` says that the file's axis runs the other way. */
export interface PictureAxis {
  readonly axis: Axis;
  readonly flip: boolean;
  readonly extent: number;
  readonly spacing: number; // mm
}

export interface Plane {
  readonly name: PlaneName;
  readonly grid: Grid;
  readonly u: PictureAxis;
  readonly v: PictureAxis;
  readonly through: Axis;
  readonly letters: { readonly left: string; readonly right: string; readonly top: string; readonly bottom: string };
}

const [RIGHT, FRONT, TOP] = [0, 1, 2] as const;
const WORLD: Readonly<Record<PlaneName, { u: Axis; v: Axis; through: Axis }>> = {
  axial: { u: RIGHT, v: FRONT, through: TOP },
  coronal: { u: RIGHT, v: TOP, through: FRONT },
  sagittal: { u: FRONT, v: TOP, through: RIGHT },
};
const LETTERS = [
  ["L", "R"],
  ["P", "A"],
  ["I", "S"],
] as const;

/** Front and top are up; in the radiological view the patient's right is on the left; a sagittal plane looks left. */
export function planeOf(grid: Grid, name: PlaneName, radiological: boolean): Plane {
  const world = WORLD[name];
  const mirrored = name === "sagittal" ? true : radiological; // +u points to the patient's left, or back
  const axis = (of: Axis, reversed: boolean): PictureAxis => {
    const along = grid.along[of];
    return {
      axis: along.axis,
      flip: (along.sign < 0) !== reversed,
      extent: grid.shape[along.axis],
      spacing: grid.spacing[along.axis],
    };
  };
  const [low, high] = LETTERS[world.u];
  const [bottom, top] = LETTERS[world.v];
  return {
    name,
    grid,
    u: axis(world.u, mirrored),
    v: axis(world.v, true),
    through: grid.along[world.through].axis,
    letters: { left: mirrored ? high : low, right: mirrored ? low : high, top, bottom },
  };
}

/** The slice that holds a place, counted along the file's axis. */
export function sliceAt(plane: Plane, place: Mm): number {
  const at = toIndex(plane.grid, place)[plane.through];
  return Math.min(plane.grid.shape[plane.through] - 1, Math.max(0, Math.round(at)));
}

/** The number of a slice for people: from 1, from below, from behind, from the left. */
export function sliceNumber(plane: Plane, slice: number): number {
  const world = WORLD[plane.name].through;
  return plane.grid.along[world].sign > 0 ? slice + 1 : plane.grid.shape[plane.through] - slice;
}

/** One step up, forward or to the right along the plane's own axis, in slices of the file. */
export const stepOf = (plane: Plane): 1 | -1 => plane.grid.along[WORLD[plane.name].through].sign;

/** The fractional voxel under a point of the picture, in pixels of the picture from its upper left corner. */
export function voxelUnder(plane: Plane, slice: number, x: number, y: number): Voxel {
  const at: [number, number, number] = [0, 0, 0];
  at[plane.u.axis] = inFile(plane.u, x - 0.5);
  at[plane.v.axis] = inFile(plane.v, y - 0.5);
  at[plane.through] = slice;
  return voxel(...at);
}

/** Where a place is in the picture, in its pixels from the upper left corner. */
export function pictureOf(plane: Plane, place: Mm): { x: number; y: number; slice: number } {
  const at = toIndex(plane.grid, place);
  return {
    x: inFile(plane.u, at[plane.u.axis]) + 0.5,
    y: inFile(plane.v, at[plane.v.axis]) + 0.5,
    slice: at[plane.through],
  };
}

/** The place under a point of the picture. */
export const placeUnder = (plane: Plane, slice: number, x: number, y: number): Mm =>
  toMm(plane.grid, voxelUnder(plane, slice, x, y));

/** Where the picture's pixels are in the array: the first one, and the steps to the right and down. */
export function strides(plane: Plane, slice: number): { start: number; right: number; down: number } {
  const { shape } = plane.grid;
  const unit: Vec3 = [1, shape[0], shape[0] * shape[1]];
  const first = voxelUnder(plane, slice, 0.5, 0.5);
  return {
    start: offsetOf(shape, first),
    right: unit[plane.u.axis] * (plane.u.flip ? -1 : 1),
    down: unit[plane.v.axis] * (plane.v.flip ? -1 : 1),
  };
}

const inFile = (along: PictureAxis, at: number): number => (along.flip ? along.extent - 1 - at : at);
