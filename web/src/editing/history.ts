/** All edits since a version, in order, and how many of them are in force: undo and redo of any depth. */

import { apply, type Change, revert, type Run, TOOLS } from "./change";

export interface History {
  readonly changes: readonly Change[];
  readonly applied: number; // the first so many changes are in force; the others can be redone
}

export const EMPTY: History = { changes: [], applied: 0 };

/** A new edit ends what could be redone. */
export const added = ({ changes, applied }: History, change: Change): History => ({
  changes: [...changes.slice(0, applied), change],
  applied: applied + 1,
});

export function undone(history: History, labels: Uint8Array): History {
  const change = history.changes[history.applied - 1];
  if (change === undefined) return history;
  revert(labels, change);
  return { ...history, applied: history.applied - 1 };
}

export function redone(history: History, labels: Uint8Array): History {
  const change = history.changes[history.applied];
  if (change === undefined) return history;
  apply(labels, change);
  return { ...history, applied: history.applied + 1 };
}

/** Bring a version's labels to where the history stands. */
export function replay({ changes, applied }: History, labels: Uint8Array): void {
  for (const change of changes.slice(0, applied)) apply(labels, change);
}

const MARK = [0x4e, 0x49, 0x45, 0x31]; // "NIE1"

/** The history as bytes: whole numbers of seven bits a byte, starts as distances from the run before. */
export function encode({ changes, applied }: History): Uint8Array {
  const bytes: number[] = [...MARK];
  const write = (value: number): void => {
    let rest = value;
    while (rest >= 0x80) {
      bytes.push((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    bytes.push(rest);
  };
  write(applied);
  write(changes.length);
  for (const { tool, label, runs } of changes) {
    write(TOOLS.indexOf(tool));
    write(label);
    write(runs.length);
    let end = 0;
    for (const { start, length, before, after } of runs) {
      write(start - end);
      write(length);
      write(before);
      write(after);
      end = start + length;
    }
  }
  return Uint8Array.from(bytes);
}

/** Read what `encode` wrote, for an array of so many voxels. */
export function decode(bytes: Uint8Array, voxels: number): History {
  let at = MARK.length;
  if (!MARK.every((byte, index) => bytes[index] === byte)) throw new Error("not a history of edits");
  const read = (limit: number): number => {
    let [value, weight] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error("the history of edits is cut off");
      value += (byte & 0x7f) * weight;
      weight *= 0x80;
      if (byte < 0x80) break;
    }
    if (value > limit) throw new Error("the history of edits does not fit the label map");
    return value;
  };
  const applied = read(Number.MAX_SAFE_INTEGER);
  const changes = Array.from({ length: read(bytes.length) }, (): Change => {
    const tool = TOOLS[read(TOOLS.length - 1)] ?? "brush";
    const label = read(255);
    let end = 0;
    const runs = Array.from({ length: read(bytes.length) }, (): Run => {
      const start = end + read(voxels);
      const run = { start, length: read(voxels - start), before: read(255), after: read(255) };
      end = start + run.length;
      return run;
    });
    return { tool, label, runs };
  });
  return { changes, applied: Math.min(applied, changes.length) };
}

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
