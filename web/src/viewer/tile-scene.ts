/** What one tile shows, read from the viewer's signals. */

import { boxOf } from "./brain";
import { nearestVoxel, sameGrid, toMm } from "./grid";
import type { SequenceName, Viewer } from "./model";
import { type Plane, type PlaneName, sliceAt } from "./plane";
import { AT_REST, place, type Placement, type Scene } from "./scene";
import type { Size } from "./use-canvas";

export interface TileSpec {
  readonly plane: PlaneName;
  readonly sequence: SequenceName;
  /** Tiles of the same plane move and grow together; the small planes stay whole. */
  readonly moves: boolean;
}

export function sceneOf(viewer: Viewer, spec: TileSpec): Scene | null {
  const picture = viewer.pictureOf(spec.sequence);
  const at = viewer.positions.value?.[spec.plane];
  if (picture === null || at === undefined) return null;
  const { image } = picture;
  const plane: Plane = viewer.planeOf(image, spec.plane);
  const map = viewer.map.value;
  const hand = viewer.hand.value;
  return {
    plane,
    slice: sliceAt(plane, at),
    image,
    range: viewer.rangeOf(spec.sequence),
    labels: viewer.labelsOn(image),
    before: viewer.before.value,
    shown: viewer.shown.value,
    style: viewer.style.value,
    opacity: viewer.opacity.value,
    map: viewer.mapKind.value !== "none" && map !== null && sameGrid(map.image.grid, image.grid) ? map.values : null,
    cross: toMm(image.grid, nearestVoxel(image.grid, at)),
    lines: [...(viewer.showsLabels.value && !viewer.compares.value ? viewer.lines.value : []), ...viewer.ruled.value],
    hand: hand?.plane === spec.plane ? hand.hand : null,
  };
}

export function placementOf(viewer: Viewer, spec: TileSpec, scene: Scene, { width, height }: Size): Placement {
  const extent = viewer.pictureOf(spec.sequence)?.extent ?? { low: [0, 0, 0] as const, high: [0, 0, 0] as const };
  return place(scene.plane, boxOf(scene.plane, extent), width, height, spec.moves ? viewer.view.value : AT_REST);
}
