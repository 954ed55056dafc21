/** The pointer on a tile: crosshair, slices by the wheel, zoom with Ctrl, window with the right button, tools. */

import { type Mm, toMm } from "./grid";
import type { Viewer } from "./model";
import { voxelUnder } from "./plane";
import { AT_REST, inPicture, type Placement, type Scene, zoomed } from "./scene";
import type { TileSpec } from "./tile-scene";
import { windowing } from "./tools";
import type { Size } from "./use-canvas";

export interface Shown {
  readonly scene: Scene;
  readonly placement: Placement;
  readonly size: Size;
}

export interface PointerHandlers {
  onPointerDown(event: PointerEvent): void;
  onPointerMove(event: PointerEvent): void;
  onPointerUp(event: PointerEvent): void;
  onPointerLeave(): void;
  onWheel(event: WheelEvent): void;
  onContextMenu(event: Event): void;
}

const WHEEL_STEP = 40; // what a touch pad sends for one slice; a wheel's notch sends more
const [LEFT, MIDDLE, RIGHT] = [0, 1, 2];

/** Where the pointer is in the patient: the center of its slice, the very point in the plane. */
function under(event: MouseEvent, { scene, placement }: Shown): Mm {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const [x, y] = inPicture(placement, event.clientX - box.left, event.clientY - box.top);
  return toMm(scene.plane.grid, voxelUnder(scene.plane, scene.slice, x, y));
}

export function pointerHandlers(viewer: Viewer, spec: TileSpec, shown: () => Shown | null): PointerHandlers {
  let button: number | null = null;
  let wheel = 0;
  const windowTool = windowing(viewer);
  return {
    onPointerDown: (event) => {
      const now = shown();
      if (now === null || button !== null) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      button = event.button;
      const tool = viewer.tool.peek();
      if (button === LEFT && tool !== null) tool.down(under(event, now), now.scene.plane, now.scene.slice);
      else if (button === LEFT) viewer.go(under(event, now), spec.plane);
    },
    onPointerMove: (event) => {
      const now = shown();
      if (now === null) return;
      const at = under(event, now);
      const { plane, slice } = now.scene;
      const tool = viewer.tool.peek();
      if (button === RIGHT) windowTool.move(at, plane, slice, true, event.movementX, event.movementY);
      else if (button === MIDDLE && spec.moves) {
        const { zoom, x, y } = viewer.view.peek();
        if (zoom > 1) viewer.view.value = { zoom, x: x + event.movementX, y: y + event.movementY };
      } else if (tool !== null) tool.move(at, plane, slice, button === LEFT, event.movementX, event.movementY);
      else if (button === LEFT) viewer.go(at, spec.plane);
    },
    onPointerUp: () => {
      if (button === LEFT) viewer.tool.peek()?.up();
      button = null;
    },
    onPointerLeave: () => {
      if (button === null) viewer.hand.value = null;
    },
    onWheel: (event) => {
      event.preventDefault();
      const now = shown();
      if (now === null) return;
      if (event.ctrlKey && spec.moves) {
        const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
        const [x, y] = [event.clientX - box.left, event.clientY - box.top];
        viewer.view.value = zoomed(viewer.view.peek() ?? AT_REST, Math.exp(-event.deltaY / 300), x, y, now.size.width, now.size.height);
        return;
      }
      wheel += event.deltaY;
      const steps = Math.trunc(wheel / WHEEL_STEP);
      if (steps === 0) return;
      wheel = 0;
      viewer.step(spec.plane, steps > 0 ? -1 : 1);
    },
    onContextMenu: (event) => event.preventDefault(),
  };
}
