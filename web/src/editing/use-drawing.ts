/** The edit on the pictures: what is drawn, and the pointer that draws. */

import type { Signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Viewer } from "../viewer/model";
import { type Choice, penOf, type Told } from "./pens";
import type { EditSession } from "./session";
import type { Showing } from "./tool-panel";

export function useDrawing(viewer: Viewer, session: EditSession | null, choice: Signal<Choice>, showing: Signal<Showing>, tell: (what: Told) => void): void {
  // the edit, the version before it, or both with what changed hatched
  const layer = session?.layer.value ?? null;
  useEffect(() => {
    if (session === null || layer === null) return;
    viewer.labels.value = showing.value === "before" ? { like: session.base, labels: session.original, revision: -1 } : layer;
    viewer.before.value = showing.value === "change" ? session.original : null;
  }, [session, layer, showing.value]);
  useEffect(() => {
    if (session === null) return;
    viewer.tool.value = penOf(viewer, session, () => choice.peek(), tell);
    return () => {
      viewer.tool.value = null;
      viewer.hand.value = null;
    };
  }, [session]);
}
