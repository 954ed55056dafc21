/** An edit in progress: labels, history, and where its draft is kept. Nothing that was drawn is lost. */

import { computed, type Signal, signal } from "@preact/signals";
import { ApiError } from "../api/errors";
import type { Image } from "../viewer/nifti";
import { countRegions, type Region } from "../viewer/regions";
import { voxelCount } from "../viewer/grid";
import type { LabelLayer } from "../viewer/model";
import type { Change } from "./change";
import { added, decode, EMPTY, encode, fromBase64, type History, redone, replay, undone } from "./history";
import { discardOnServer, inBrowser, keyOf, onServer, send } from "./keeping";

export type Keeping =
  | { readonly state: "none" }
  | { readonly state: "kept"; readonly at: Date }
  | { readonly state: "here"; readonly at: Date } // in this browser; the server did not answer
  | { readonly state: "overtaken" }; // another window went on

const PAUSE_MS = 500;
const AGAIN_MS = 5000;

export class EditSession {
  readonly history = signal<History>(EMPTY);
  readonly layer: Signal<LabelLayer>;
  readonly keeping = signal<Keeping>({ state: "none" });
  readonly counts = computed(() => countRegions(this.layer.value.labels));
  readonly originalCounts: Readonly<Record<Region, number>>;
  private revision = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> = Promise.resolve();
  private closed = false;
  private readonly key: string;

  constructor(
    readonly study: string,
    user: string,
    readonly basedOn: number,
    readonly base: Image,
    readonly original: Uint8Array,
  ) {
    this.key = keyOf(user, study);
    this.layer = signal({ like: base, labels: original.slice(), revision: 0 });
    this.originalCounts = countRegions(original);
  }

  /** Load the draft that waits: the browser's where it holds what was never sent, else the server's. */
  async restore(): Promise<{ steps: number; basedOn: number }> {
    const here = await inBrowser.read(this.key).catch(() => null);
    const there = await onServer(this.study).catch(() => null);
    this.revision = there?.revision ?? 0;
    const unsent = here !== null && !here.sent && here.basedOn === this.basedOn && here.revision === this.revision;
    const found = unsent ? { history: here.history, basedOn: here.basedOn } : there === null ? null : { history: fromBase64(there.history), basedOn: there.based_on };
    if (found === null || found.basedOn !== this.basedOn) return { steps: 0, basedOn: found?.basedOn ?? this.basedOn };
    const history = decode(found.history, voxelCount(this.base.grid.shape));
    const labels = this.original.slice();
    replay(history, labels);
    this.history.value = history;
    this.layer.value = { like: this.base, labels, revision: 0 };
    if (history.changes.length > 0) this.keeping.value = { state: "kept", at: new Date() };
    if (unsent) this.later(0);
    return { steps: history.applied, basedOn: this.basedOn };
  }

  get labels(): Uint8Array {
    return this.layer.peek().labels;
  }

  /** Show what a tool has changed so far; it is not a step yet. */
  touched(): void {
    const { like, labels, revision } = this.layer.peek();
    this.layer.value = { like, labels, revision: revision + 1 };
  }

  add(change: Change | null): void {
    if (change === null) return;
    this.history.value = added(this.history.peek(), change);
    this.keep();
  }

  undo(): void {
    this.turn(undone(this.history.peek(), this.labels));
  }

  redo(): void {
    this.turn(redone(this.history.peek(), this.labels));
  }

  /** Take what another window drew in place of what is here. */
  async takeOver(): Promise<void> {
    await inBrowser.remove(this.key).catch(() => undefined);
    this.history.value = EMPTY;
    this.layer.value = { like: this.base, labels: this.original.slice(), revision: 0 };
    this.keeping.value = { state: "none" };
    await this.restore();
  }

  /** The draft was saved as a version, or is thrown away. */
  async discard(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.sending;
    await inBrowser.remove(this.key).catch(() => undefined);
    await discardOnServer(this.study);
  }

  /** Have the draft sent now: before a version is saved, and when the page is left. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    await this.push();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private turn(history: History): void {
    if (history === this.history.peek()) return;
    this.history.value = history;
    this.keep();
  }

  private keep(): void {
    this.touched();
    if (this.keeping.peek().state === "overtaken") return;
    const kept = { basedOn: this.basedOn, revision: this.revision, history: encode(this.history.peek()), sent: false };
    inBrowser.write(this.key, kept).then(
      () => {
        if (this.keeping.peek().state !== "overtaken") this.keeping.value = { state: "here", at: new Date() };
        this.later(PAUSE_MS);
      },
      () => this.later(0), // a browser that keeps nothing: the server at once
    );
  }

  private later(wait: number): void {
    clearTimeout(this.timer);
    if (!this.closed) this.timer = setTimeout(() => void this.push(), wait);
  }

  private push(): Promise<void> {
    this.sending = this.sending.then(() => this.sendNow());
    return this.sending;
  }

  private async sendNow(): Promise<void> {
    const history = this.history.peek();
    if (this.closed || this.keeping.peek().state === "overtaken") return;
    if (history.changes.length === 0) return;
    try {
      this.revision = await send(this.study, this.basedOn, this.revision, history);
      const sent = history === this.history.peek();
      await inBrowser.write(this.key, { basedOn: this.basedOn, revision: this.revision, history: encode(this.history.peek()), sent }).catch(() => undefined);
      if (sent) this.keeping.value = { state: "kept", at: new Date() };
    } catch (error) {
      if (error instanceof ApiError && error.code === "draft.other_window") this.keeping.value = { state: "overtaken" };
      else this.later(AGAIN_MS); // no connection, or a session that ended: it stays in this browser until then
    }
  }
}
