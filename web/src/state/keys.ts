/** The keyboard: bindings are registered by what is on the page, and the list under `?` is made of them. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Binding {
  /** As written on the keyboard list: "?", "Ctrl+Enter", "Shift+N", "PageUp". */
  keys: string;
  label: string;
  run: (event: KeyboardEvent) => void;
  /** A key that also works while a field has the focus. */
  inFields?: boolean;
}

export interface Group {
  title: string;
  bindings: readonly Binding[];
}

const KEY = "neuroinsight.keys";

export const groups = signal<readonly Group[]>([]);
/** The list under `?` is on the screen. */
export const keysAreOpen = signal(false);
export const keysAreOn = signal(localStorage.getItem(KEY) !== "off");

export function turnKeys(on: boolean): void {
  keysAreOn.value = on;
  localStorage.setItem(KEY, on ? "on" : "off");
}

/** Registers bindings as long as the component is on the page. */
export function useKeys(title: string, bindings: readonly Binding[]): void {
  useEffect(() => {
    const group = { title, bindings };
    groups.value = [...groups.peek(), group];
    return () => {
      groups.value = groups.peek().filter((one) => one !== group);
    };
  });
}

/** The name of a pressed key as bindings write it. */
export function nameOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const letter = /^[A-Z]$/.test(key) || key.length > 1;
  return `${event.ctrlKey || event.metaKey ? "Ctrl+" : ""}${event.altKey ? "Alt+" : ""}${event.shiftKey && letter ? "Shift+" : ""}${key}`;
}

function inField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
}

/** The newest binding of a key wins, so that a dialog stands over its page. */
export function listen(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || !keysAreOn.value) return;
    if (document.querySelector("[aria-modal=true]") !== null && event.target instanceof Node) {
      if (!document.querySelector("[aria-modal=true]")?.contains(event.target)) return;
    }
    const name = nameOf(event);
    const binding = groups.value
      .flatMap((group) => group.bindings)
      .findLast((one) => one.keys === name && (one.inFields === true || !inField(event.target)));
    if (!binding) return;
    event.preventDefault();
    binding.run(event);
  });
}
