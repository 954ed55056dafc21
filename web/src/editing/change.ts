/** One edit of a label map: which voxels had which label, and have which now. */

export type Tool = "brush" | "eraser" | "fill" | "remove" | "between";
export const TOOLS: readonly Tool[] = ["brush", "eraser", "fill", "remove", "between"];

/** A run of voxels, neighbors in the file's order, that all had one label and have another one. */
export interface Run {
  readonly start: number;
  readonly length: number;
  readonly before: number;
  readonly after: number;
}

export interface Change {
  readonly tool: Tool;
  readonly label: number; // what was painted; 0 where voxels were only cleared
  readonly runs: readonly Run[];
}

/** Collects the voxels that one edit sets, so that it is undone as one. */
export class Recorder {
  private readonly first = new Map<number, number>();

  constructor(private readonly labels: Uint8Array) {}

  set(offset: number, label: number): boolean {
    const before = this.labels[offset];
    if (before === undefined || before === label) return false;
    if (!this.first.has(offset)) this.first.set(offset, before);
    this.labels[offset] = label;
    return true;
  }

  /** The edit; null where in the end nothing is different. */
  done(tool: Tool, label: number): Change | null {
    const offsets = [...this.first.keys()].sort((one, other) => one - other);
    const runs: { start: number; length: number; before: number; after: number }[] = [];
    for (const offset of offsets) {
      const before = this.first.get(offset) ?? 0;
      const after = this.labels[offset] ?? 0;
      if (before === after) continue;
      const last = runs.at(-1);
      if (last !== undefined && last.start + last.length === offset && last.before === before && last.after === after) {
        last.length += 1;
      } else {
        runs.push({ start: offset, length: 1, before, after });
      }
    }
    return runs.length === 0 ? null : { tool, label, runs };
  }
}

export function apply(labels: Uint8Array, change: Change): void {
  for (const { start, length, after } of change.runs) labels.fill(after, start, start + length);
}

export function revert(labels: Uint8Array, change: Change): void {
  for (const { start, length, before } of change.runs) labels.fill(before, start, start + length);
}
