/** What the pointer does on a picture besides moving the crosshair: a length, and the window. */

import { quantity } from "../texts/format";
import type { Mm } from "./grid";
import { levelOf, rangeOf, widthOf } from "./intensity";
import type { PointerTool, Viewer } from "./model";
import type { DrawnLine } from "./scene";

/** A line from where the pointer went down to where it is; the last one stays. */
export function ruler(viewer: Viewer): PointerTool {
  let from: Mm | null = null;
  const line = (start: Mm, to: Mm): DrawnLine => {
    const length = Math.hypot(...start.map((value, axis) => (to[axis as 0 | 1 | 2]) - value));
    return { from: start, to, text: quantity(length, "mm", 1) };
  };
  return {
    cursor: "crosshair",
    down: (at) => {
      from = at;
      viewer.ruled.value = [];
    },
    move: (at, _plane, _slice, pressed) => {
      if (pressed && from !== null) viewer.ruled.value = [line(from, at)];
    },
    up: () => {
      from = null;
    },
  };
}

/** Right and left widen and narrow the window, up and down make the picture darker and brighter. */
export function windowing(viewer: Viewer): PointerTool {
  return {
    cursor: "ns-resize",
    down: () => undefined,
    move: (_at, _plane, _slice, pressed, byX, byY) => {
      if (!pressed) return;
      const name = viewer.sequence.peek();
      const automatic = viewer.pictureOf(name)?.automatic;
      if (automatic === undefined) return;
      const range = viewer.rangeOf(name);
      const step = widthOf(automatic) / 300;
      viewer.setRange(name, rangeOf(Math.max(step, widthOf(range) + byX * step), levelOf(range) + byY * step));
    },
    up: () => undefined,
  };
}
