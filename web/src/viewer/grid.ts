/** Where the voxels of an array are in the patient: indices [i, j, k] as in the file, millimeters RAS+. */

export type Vec3 = readonly [number, number, number];
/** A place in the patient, mm: right, anterior, superior. */
export type Mm = Vec3 & { readonly space: "mm" };
/** Indices of a voxel in the order of the file; whole numbers unless said otherwise. */
export type Voxel = Vec3 & { readonly space: "voxel" };
/** Rows of the upper 3 by 4 part of an affine. */
export type Affine = readonly [number, number, number, number, number, number, number, number, number, number, number, number];
export type Axis = 0 | 1 | 2;

/** Which axis of the file runs most nearly along right, anterior or superior, and whether towards it (1) or away (-1). */
export interface Along {
  readonly axis: Axis;
  readonly sign: 1 | -1;
}

export interface Grid {
  readonly shape: Vec3;
  readonly affine: Affine;
  readonly inverse: Affine;
  readonly spacing: Vec3; // mm along i, j, k
  readonly along: readonly [Along, Along, Along]; // of right, anterior, superior
}

export const mm = (x: number, y: number, z: number): Mm => [x, y, z] as unknown as Mm;
export const voxel = (i: number, j: number, k: number): Voxel => [i, j, k] as unknown as Voxel;

export function makeGrid(shape: Vec3, affine: Affine): Grid {
  const inverse = inverseOf(affine);
  const [a, b, c, , d, e, f, , g, h, i] = affine;
  const spacing: Vec3 = [Math.hypot(a, d, g), Math.hypot(b, e, h), Math.hypot(c, f, i)];
  return { shape, affine, inverse, spacing, along: alongOf(affine, spacing) };
}

/** The place of a voxel's center; indices may be fractions. */
export const toMm = (grid: Grid, at: Vec3): Mm => mm(...times(grid.affine, at));

/** Fractional indices of a place. */
export const toIndex = (grid: Grid, place: Mm): Voxel => voxel(...times(grid.inverse, place));

/** The voxel that holds a place, or the nearest one where the place is outside. */
export function nearestVoxel(grid: Grid, place: Mm): Voxel {
  const [i, j, k] = toIndex(grid, place);
  const within = (value: number, extent: number): number => Math.min(extent - 1, Math.max(0, Math.round(value)));
  return voxel(within(i, grid.shape[0]), within(j, grid.shape[1]), within(k, grid.shape[2]));
}

/** The place of a voxel in an array that is stored as NIfTI stores it, i fastest. */
export const offsetOf = (shape: Vec3, [i, j, k]: Vec3): number => i + shape[0] * (j + shape[1] * k);

export function voxelAt(shape: Vec3, offset: number): Voxel {
  const plane = Math.floor(offset / shape[0]);
  return voxel(offset % shape[0], plane % shape[1], Math.floor(plane / shape[1]));
}

export const voxelCount = (shape: Vec3): number => shape[0] * shape[1] * shape[2];

export function voxelMl(grid: Grid): number {
  const [a, b, c, , d, e, f, , g, h, i] = grid.affine;
  return Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) / 1000;
}

/** Whether both put every voxel at the same place, to a hundredth of a millimeter. */
export function sameGrid(one: Grid, other: Grid): boolean {
  if (one.shape.some((extent, axis) => extent !== other.shape[axis as Axis])) return false;
  const ends = (axis: Axis): readonly number[] => [0, one.shape[axis] - 1];
  return ends(0).every((i) =>
    ends(1).every((j) =>
      ends(2).every((k) => {
        const there = toMm(other, [i, j, k]);
        return toMm(one, [i, j, k]).every((value, axis) => Math.abs(value - (there[axis as Axis])) <= 0.01);
      }),
    ),
  );
}

function times(m: Affine, [x, y, z]: Vec3): Vec3 {
  return [
    m[0] * x + m[1] * y + m[2] * z + m[3],
    m[4] * x + m[5] * y + m[6] * z + m[7],
    m[8] * x + m[9] * y + m[10] * z + m[11],
  ];
}

function inverseOf(m: Affine): Affine {
  const [a, b, c, x, d, e, f, y, g, h, i, z] = m;
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-9) throw new Error("the affine cannot be inverted");
  const r = [
    e * i - f * h, c * h - b * i, b * f - c * e,
    f * g - d * i, a * i - c * g, c * d - a * f,
    d * h - e * g, b * g - a * h, a * e - b * d,
  ].map((value) => value / determinant) as unknown as readonly [number, number, number, number, number, number, number, number, number];
  return [
    r[0], r[1], r[2], -(r[0] * x + r[1] * y + r[2] * z),
    r[3], r[4], r[5], -(r[3] * x + r[4] * y + r[5] * z),
    r[6], r[7], r[8], -(r[6] * x + r[7] * y + r[8] * z),
  ];
}

/** The strongest alignment first, so that oblique axes never share a direction. */
function alongOf(affine: Affine, spacing: Vec3): readonly [Along, Along, Along] {
  const found: [Along, Along, Along] = [
    { axis: 0, sign: 1 },
    { axis: 1, sign: 1 },
    { axis: 2, sign: 1 },
  ];
  const worlds = new Set<Axis>([0, 1, 2]);
  const axes = new Set<Axis>([0, 1, 2]);
  while (axes.size > 0) {
    let best: { world: Axis; axis: Axis; value: number } | undefined;
    for (const world of worlds) {
      for (const axis of axes) {
        const value = (affine[4 * world + axis] ?? 0) / spacing[axis];
        if (best === undefined || Math.abs(value) > Math.abs(best.value)) best = { world, axis, value };
      }
    }
    if (best === undefined) break;
    found[best.world] = { axis: best.axis, sign: best.value < 0 ? -1 : 1 };
    worlds.delete(best.world);
    axes.delete(best.axis);
  }
  return found;
}
