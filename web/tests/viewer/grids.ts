/** Grids of every kind, small: in any order of the axes, flipped, oblique, with voxels of three different sizes. */

import { type Affine, type Grid, makeGrid, type Vec3 } from "../../src/viewer/grid";

const ORDERS: readonly Vec3[] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
const SIGNS = [-1, 1] as const;

/** All 48 ways in which a file's axes may run, turned by some degrees about two axes. */
export function everyGrid(): readonly Grid[] {
  return ORDERS.flatMap((order) =>
    SIGNS.flatMap((first) => SIGNS.flatMap((second) => SIGNS.map((third) => gridOf(order, [first, second, third])))),
  );
}

export function gridOf(order: Vec3, signs: Vec3, degrees = 12): Grid {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const rotation = [
    [cos, -sin, 0],
    [sin * cos, cos * cos, -sin],
    [sin * sin, cos * sin, cos],
  ];
  const spacing = [0.9, 1.1, 4];
  const row = (world: number): readonly [number, number, number, number] => {
    const at = (axis: number): number => (rotation[world]?.[order[axis as 0 | 1 | 2]] ?? 0) * (signs[axis as 0 | 1 | 2]) * (spacing[axis] ?? 1);
    return [at(0), at(1), at(2), 10 * world - 20];
  };
  return makeGrid([7, 6, 5], [...row(0), ...row(1), ...row(2)] as unknown as Affine);
}
