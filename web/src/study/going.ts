/** From a finding to its slice: a lesion where it was measured, a region where it is largest. */
import { type Signal, useSignal } from "@preact/signals";
import type { LesionText, Point } from "../api/findings";
import { mm } from "../viewer/grid";
import type { Viewer } from "../viewer/model";
import type { Region } from "../viewer/regions";
import { placeOf } from "../viewer/seek";

export interface Going {
  /** The lesion that was gone to last. */
  readonly lesion: Signal<string | null>;
  toPlace(at: Point): void;
  toLesion(lesion: LesionText): void;
  toRegion(region: Region): void;
  toNextLesion(by: 1 | -1): void;
}

export function useGoing(viewer: Viewer, lesions: readonly LesionText[]): Going {
  const lesion = useSignal<string | null>(null);
  const toPlace = (at: Point): void => viewer.go(mm(...at), null);
  const toLesion = (one: LesionText): void => {
    lesion.value = one.id;
    toPlace(one.at_mm);
  };
  return {
    lesion,
    toPlace,
    toLesion,
    toRegion: (region) => {
      const layer = viewer.labels.peek();
      const at = layer === null ? null : placeOf(layer.labels, layer.like.grid, region);
      if (at !== null) viewer.go(at, null);
    },
    toNextLesion: (by) => {
      const at = lesions.findIndex((one) => one.id === lesion.value);
      const next = lesions.at((at < 0 ? (by > 0 ? 0 : -1) : at + by) % Math.max(1, lesions.length));
      if (next !== undefined) toLesion(next);
    },
  };
}
