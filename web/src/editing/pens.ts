/** The pointer as brush, eraser, shape or remover. */

import { type Mm, nearestVoxel, offsetOf } from "../viewer/grid";
import type { PointerTool, Viewer } from "../viewer/model";
import { pictureOf, type Plane } from "../viewer/plane";
import { NUMBER_OF, type Tissue } from "../viewer/regions";
import { type Change, Recorder, type Tool } from "./change";
import { flatOf } from "./flat";
import { removeLesion } from "./lesion";
import { dab, fillHole, fillShape, type Ink, inkOf, type Point } from "./paint";
import type { EditSession } from "./session";

export interface Choice {
  readonly tool: Exclude<Tool, "between">;
  readonly tissue: Tissue;
  readonly radius: number; // mm
  readonly protects: boolean;
}

export type Told = "noHole" | "noLesion" | "removedLesion";

const CLICK_POINTS = 4; // a press that hardly moved is no shape

interface Stroke {
  readonly recorder: Recorder;
  readonly plane: Plane;
  readonly slice: number;
  last: Point;
  readonly shape: Point[];
  readonly places: Mm[];
}

const pointOf = (plane: Plane, at: Mm): Point => {
  const { x, y } = pictureOf(plane, at);
  return [x, y];
};

export function inkFor({ tool, tissue, protects }: Choice): Ink {
  return inkOf(NUMBER_OF[tissue], tool === "eraser", protects);
}

export function penOf(viewer: Viewer, edit: EditSession, choice: () => Choice, tell: (what: Told) => void): PointerTool {
  let stroke: Stroke | null = null;
  const finish = (made: Stroke, tool: Tool): Change | null => made.recorder.done(tool, tool === "eraser" || tool === "remove" ? 0 : NUMBER_OF[choice().tissue]);
  const cursor = (at: Mm, plane: Plane): void => {
    const { tool, radius } = choice();
    const painting = tool === "brush" || tool === "eraser";
    viewer.hand.value = {
      plane: plane.name,
      hand: { at, radius: painting ? radius : 0, shape: tool === "fill" ? (stroke?.places ?? []) : [], erases: tool === "eraser" },
    };
  };
  return {
    cursor: "crosshair",
    down: (at, plane, slice) => {
      if (edit.keeping.peek().state === "overtaken") return;
      const point = pointOf(plane, at);
      stroke = { recorder: new Recorder(edit.labels), plane, slice, last: point, shape: [point], places: [at] };
      const chosen = choice();
      if (chosen.tool === "remove") {
        const { shape } = plane.grid;
        const removed = removeLesion(stroke.recorder, edit.labels, shape, offsetOf(shape, nearestVoxel(plane.grid, at)));
        tell(removed > 0 ? "removedLesion" : "noLesion");
        edit.add(finish(stroke, "remove"));
        stroke = null;
      } else if (chosen.tool !== "fill") {
        dab(stroke.recorder, edit.labels, flatOf(plane, slice), inkFor(chosen), [point, point], chosen.radius);
        edit.touched();
      }
      cursor(at, plane);
    },
    move: (at, plane) => {
      const chosen = choice();
      if (stroke !== null && stroke.plane.name === plane.name) {
        const point = pointOf(stroke.plane, at);
        if (chosen.tool === "fill") {
          stroke.shape.push(point);
          stroke.places.push(at);
        } else {
          dab(stroke.recorder, edit.labels, flatOf(stroke.plane, stroke.slice), inkFor(chosen), [stroke.last, point], chosen.radius);
          stroke.last = point;
          edit.touched();
        }
      }
      cursor(at, plane);
    },
    up: () => {
      const made = stroke;
      stroke = null;
      if (made === null) return;
      const chosen = choice();
      if (chosen.tool === "fill") {
        const flat = flatOf(made.plane, made.slice);
        if (made.shape.length > CLICK_POINTS) fillShape(made.recorder, edit.labels, flat, inkFor(chosen), made.shape);
        else if (!fillHole(made.recorder, edit.labels, flat, inkFor(chosen), made.last)) tell("noHole");
        viewer.hand.value = null;
      }
      edit.add(finish(made, chosen.tool));
    },
  };
}
