/** Files on their way to the server: several at once, in parts, each resumed where it was cut off and tried again. */
import { signal } from "@preact/signals";
import { address, api } from "../api/client";
import { ApiError, Unreachable } from "../api/errors";
import type { StudyRow } from "../api/types";
import { offset, send } from "../api/upload";
import type { Found } from "./walk";

export interface Sending {
  study: string;
  name: string;
  size: number;
  sent: number;
  state: "waiting" | "sending" | "sent" | "failed";
  error: unknown;
}

const AT_ONCE = 3;
const PART_BYTES = 16 * 1024 * 1024;
const TRIES = 6;
const FIRST_WAIT_MS = 500;

/** All files of this visit, those that are there among them. */
export const sendings = signal<readonly Sending[]>([]);
/** When the first file of the running batch began, and how long the last batch took. */
export const took = signal<{ since: number; ms: number | null } | null>(null);

const blobs = new Map<string, File>();
const key = (study: string, name: string): string => `${study}/${name}`;
let after: (study: string) => void = () => undefined;

/** Who wants to hear when files have arrived. */
export function whenReceived(listener: (study: string) => void): () => void {
  after = listener;
  return () => {
    after = () => undefined;
  };
}

function change(one: Sending, by: Partial<Sending>): Sending {
  const next = { ...one, ...by };
  sendings.value = sendings.value.map((other) => (other.study === one.study && other.name === one.name ? next : other));
  return next;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends what the server lacks of a file, part by part. */
async function sendRest(one: Sending, file: File, start: number): Promise<void> {
  const url = address(`/studies/${one.study}/files`, { name: one.name });
  if (file.size === 0) {
    await send({ url, body: file });
    return;
  }
  for (let at = start < file.size ? start : 0; at < file.size; at += PART_BYTES) {
    const body = file.slice(at, at + PART_BYTES);
    const onProgress = (sent: number): void => void change(one, { sent: at + sent, state: "sending" });
    await send(file.size > PART_BYTES ? { url, body, range: { start: at, total: file.size }, onProgress } : { url, body, onProgress });
  }
}

/** A refusal is final; a line that broke is tried again from where it broke, after ever longer waits. */
const isFinal = (error: unknown): boolean => error instanceof ApiError && error.status < 500 && error.code !== "upload.offset" && error.code !== "upload.busy";

async function sendOne(begun: Sending): Promise<void> {
  const one = change(begun, { state: "sending", error: null });
  const file = blobs.get(key(one.study, one.name));
  if (!file) return;
  for (let tries = 1; ; tries += 1) {
    try {
      const held = tries === 1 ? 0 : await offset(address(`/studies/${one.study}/files`, { name: one.name })).catch(() => 0);
      await sendRest(one, file, held);
      change(one, { state: "sent", sent: file.size });
      blobs.delete(key(one.study, one.name));
      return;
    } catch (error) {
      if (isFinal(error) || tries === TRIES || !(error instanceof ApiError || error instanceof Unreachable)) {
        change(one, { state: "failed", error });
        return;
      }
      await pause(FIRST_WAIT_MS * 2 ** tries);
    }
  }
}

let active = 0;

function next(): void {
  while (active < AT_ONCE) {
    const waiting = sendings.value.find((one) => one.state === "waiting");
    if (!waiting) break;
    active += 1;
    void sendOne(waiting).finally(() => {
      active -= 1;
      if (active === 0 && took.value) took.value = { since: took.value.since, ms: Date.now() - took.value.since };
      after(waiting.study);
      next();
    });
  }
}

/** Begins to send files into a study; a file that is sent again under its name takes its own place. */
export function sendInto(study: string, found: readonly Found[]): void {
  const fresh = found.map(({ name, file }): Sending => ({ study, name, size: file.size, sent: 0, state: "waiting", error: null }));
  for (const { name, file } of found) blobs.set(key(study, name), file);
  const names = new Set(found.map(({ name }) => name));
  sendings.value = [...sendings.value.filter((one) => one.study === study && !names.has(one.name)), ...fresh];
  if (active === 0) took.value = { since: Date.now(), ms: null };
  next();
}

export function retry(one: Sending): void {
  change(one, { state: "waiting", error: null });
  next();
}

/** Forgets what was sent, as when the person starts over. */
export function forget(): void {
  sendings.value = sendings.value.filter((one) => one.state === "sending");
  took.value = null;
}

export const isSending = (): boolean => sendings.value.some((one) => one.state === "sending" || one.state === "waiting");

/** The study that files go into; made when the first ones come. */
export async function studyFor(id: string | null): Promise<string> {
  return id ?? (await api.post<StudyRow>("/studies", {})).id;
}
