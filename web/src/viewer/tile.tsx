/** One picture: a plane of a sequence, with its words over it. */

import { useRef } from "preact/hooks";
import { t } from "../texts";
import { draw } from "./draw";
import { TITLES, type Viewer } from "./model";
import { sliceNumber } from "./plane";
import { pointerHandlers, type Shown } from "./pointer";
import { type HowMuch, Overlay } from "./overlay";
import { placementOf, sceneOf, type TileSpec } from "./tile-scene";
import { useCanvas } from "./use-canvas";

export interface TileProps {
  viewer: Viewer;
  spec: TileSpec;
  words: HowMuch;
  active: boolean;
  onActive?: () => void;
}

const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function Tile({ viewer, spec, words, active, onActive }: TileProps) {
  const shown = useRef<Shown | null>(null);
  const { canvas, size } = useCanvas(
    (context, now, sharp) => {
      const scene = sceneOf(viewer, spec);
      if (scene === null) {
        shown.current = null;
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.fillStyle = "#000";
        context.fillRect(0, 0, context.canvas.width, context.canvas.height);
        return;
      }
      const placement = placementOf(viewer, spec, scene, now);
      shown.current = { scene, placement, size: now };
      draw(context, scene, placement, sharp);
    },
    [viewer, spec.plane, spec.sequence, spec.moves],
  );
  const handlers = useRef<ReturnType<typeof pointerHandlers> | null>(null);
  const made = useRef<TileSpec | null>(null);
  if (handlers.current === null || made.current?.plane !== spec.plane || made.current.moves !== spec.moves) {
    handlers.current = pointerHandlers(viewer, spec, () => shown.current);
    made.current = spec;
  }
  const slot = viewer.slots.value.get(spec.sequence);
  const scene = sceneOf(viewer, spec);
  const texts = t().viewer;
  const title = TITLES[spec.sequence];
  const slice = scene === null ? "" : texts.slice(String(sliceNumber(scene.plane, scene.slice)), String(scene.plane.grid.shape[scene.plane.through]));
  const onKeyDown = (event: KeyboardEvent): void => {
    const move = KEYS[event.key];
    if (move !== undefined && !event.ctrlKey && !event.altKey) viewer.nudge(spec.plane, ...move);
    else if (event.key === "PageUp") viewer.step(spec.plane, 1);
    else if (event.key === "PageDown") viewer.step(spec.plane, -1);
    else if (event.key === " ") viewer.compares.value = true;
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <figure
      class={active ? "tile is-active" : "tile"}
      tabIndex={0}
      role="application"
      aria-roledescription={texts.roleDescription}
      aria-label={texts.name(texts.planes[spec.plane], title, slice)}
      data-plane={spec.plane}
      data-sequence={spec.sequence}
      onKeyDown={onKeyDown}
      onKeyUp={(event) => {
        if (event.key === " ") viewer.compares.value = false;
      }}
      onBlur={() => (viewer.compares.value = false)}
      onDblClick={onActive}
      {...handlers.current}
    >
      <canvas ref={canvas} class="pic" aria-hidden="true" style={{ cursor: viewer.tool.value?.cursor ?? "crosshair" }} />
      {scene === null ? (
        <span class="tile-state" role="status">
          {title} {slot?.state === "missing" ? texts.missing : slot?.state === "failed" ? texts.failed : texts.loading}
        </span>
      ) : (
        <Overlay viewer={viewer} spec={spec} words={words} slice={slice} width={size.width} height={size.height} />
      )}
    </figure>
  );
}
