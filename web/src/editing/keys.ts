/** The keys of editing. */

import type { Signal } from "@preact/signals";
import type { Binding } from "../state/keys";
import { t } from "../texts";
import type { Choice } from "./pens";
import type { EditSession } from "./session";
import { LARGEST_MM, PAINTED, type Showing, SHOWINGS } from "./tool-panel";

export interface KeyWork {
  choice: Signal<Choice>;
  showing: Signal<Showing>;
  session: EditSession | null;
  onBetween: () => void;
  onSave: () => void;
}

export function editingKeys({ choice, showing, session, onBetween, onSave }: KeyWork): readonly Binding[] {
  const texts = t().editing;
  const change = (part: Partial<Choice>): void => {
    choice.value = { ...choice.peek(), ...part };
  };
  const grow = (by: number): void => change({ radius: Math.min(LARGEST_MM / 2, Math.max(0.5, choice.peek().radius + by)) });
  const tool = (keys: string, name: Choice["tool"]): Binding => ({ keys, label: texts.tools[name], run: () => change({ tool: name }) });
  return [
    ...PAINTED.map((tissue, index): Binding => ({ keys: String(index + 1), label: `${texts.paintAs} ${tissue}`, run: () => change({ tissue }) })),
    tool("B", "brush"),
    tool("X", "eraser"),
    tool("F", "fill"),
    tool("D", "remove"),
    { keys: "I", label: texts.tools.between, run: onBetween },
    { keys: "[", label: texts.keys.smaller, run: () => grow(-0.5) },
    { keys: "]", label: texts.keys.larger, run: () => grow(0.5) },
    { keys: "C", label: texts.keys.views, run: () => (showing.value = SHOWINGS[(SHOWINGS.indexOf(showing.peek()) + 1) % SHOWINGS.length] ?? "edited") },
    { keys: "Ctrl+Z", label: texts.undo, run: () => session?.undo() },
    { keys: "Ctrl+Shift+Z", label: texts.redo, run: () => session?.redo() },
    { keys: "Ctrl+S", label: texts.save, run: onSave, inFields: true },
  ];
}
