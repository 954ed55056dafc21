/** Brain and tumor in three dimensions: made when asked for, small, and turned by dragging. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import type { SolidView } from "./adapter";
import { coarse } from "./coarse";
import { sameGrid } from "./grid";
import type { Viewer } from "./model";

const FROM_LEFT = { azimuth: 250, elevation: 15 };

export function Solid({ viewer }: { viewer: Viewer }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const view = useRef<SolidView | null>(null);
  const state = useSignal<"loading" | "ready" | "failed">("loading");
  const picture = viewer.picture.value;
  const layer = viewer.labels.value;
  const labels = picture !== null && layer !== null && sameGrid(layer.like.grid, picture.image.grid) ? layer.labels : null;
  useEffect(() => {
    const element = canvas.current;
    if (!element || picture === null) return;
    let current = true;
    state.value = "loading";
    void import("./adapter")
      .then(({ openSolid }) => openSolid(element, coarse(picture.image, labels, picture.automatic)))
      .then(
        (opened) => {
          if (!current) {
            opened.close();
            return;
          }
          view.current = opened;
          opened.look(FROM_LEFT.azimuth, FROM_LEFT.elevation);
          state.value = "ready";
        },
        () => current && (state.value = "failed"),
      );
    return () => {
      current = false;
      view.current?.close();
      view.current = null;
    };
  }, [picture]);
  useEffect(() => {
    if (picture !== null && labels !== null) view.current?.show(coarse(picture.image, labels, picture.automatic));
  }, [layer]);
  const texts = t().viewer;
  return (
    <figure class="tile" aria-label={texts.solid}>
      <canvas ref={canvas} class="pic" aria-hidden="true" />
      <span class="tl">{texts.solid}</span>
      {state.value === "ready" ? (
        <span class="br">{texts.solidTurn}</span>
      ) : (
        <span class="tile-state" role="status">
          {state.value === "failed" ? texts.solidFailed : texts.solidLoading}
        </span>
      )}
    </figure>
  );
}
