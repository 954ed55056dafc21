/** The keys of the pictures; a tile's own keys (arrows, Page Up, Space) are named here and handled by it. */

import type { Binding } from "../state/keys";
import { t } from "../texts";
import { SEQUENCES, TITLES, type Viewer } from "./model";
import type { Style } from "./scene";
import { toggleRuler } from "./toolbar";
import { windowing } from "./tools";

const NEXT: Readonly<Record<Style, Style>> = { outline: "fill", fill: "both", both: "outline" };
const named = (keys: string, label: string): Binding => ({ keys, label, run: () => undefined });

export function viewingKeys(viewer: Viewer, onPicture: () => void): readonly Binding[] {
  const texts = t().viewer;
  return [
    named("PageUp · PageDown", texts.keys.slices),
    named("← ↑ → ↓", texts.keys.arrows),
    named("Space ·", texts.keys.compare),
    { keys: "S", label: texts.showSegmentation, run: () => (viewer.showsLabels.value = !viewer.showsLabels.peek()) },
    { keys: "O", label: texts.keys.outline, run: () => (viewer.style.value = NEXT[viewer.style.peek()]) },
    { keys: "P", label: texts.savePicture, run: onPicture },
  ];
}

export function readingKeys(viewer: Viewer): readonly Binding[] {
  const texts = t().viewer;
  return [
    ...SEQUENCES.map((name, index) => ({
      keys: String(index + 1),
      label: texts.keys.sequence(TITLES[name]),
      run: () => {
        if (viewer.slots.peek().get(name)?.state !== "missing") viewer.sequence.value = name;
      },
    })),
    { keys: "0", label: texts.allFour, run: () => (viewer.layout.value = viewer.layout.peek() === "four" ? "planes" : "four") },
    { keys: "M", label: texts.measure, run: () => toggleRuler(viewer) },
    { keys: "W", label: texts.keys.windowing, run: () => (viewer.tool.value = viewer.tool.peek() === null ? windowing(viewer) : null) },
  ];
}
