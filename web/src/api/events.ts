/** The server's events (jobs, studies), one stream for all who listen; it is opened again after an error. */
import { useEffect } from "preact/hooks";
import type { Job, StudyRow } from "./types";

export interface Events {
  job: { study: string; job: Job };
  study: StudyRow;
}

type Listener<K extends keyof Events> = (data: Events[K]) => void;

const listeners: { [K in keyof Events]: Set<Listener<K>> } = { job: new Set(), study: new Set() };
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

let source: EventSource | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT_MS;

const wanted = (): boolean => listeners.job.size + listeners.study.size > 0;

function tell<K extends keyof Events>(kind: K, event: MessageEvent<string>): void {
  const data = JSON.parse(event.data) as Events[K];
  for (const listener of listeners[kind]) listener(data);
}

function open(): void {
  if (source !== null || !wanted()) return;
  const opened = new EventSource("/api/events");
  source = opened;
  opened.addEventListener("open", () => {
    wait = FIRST_WAIT_MS;
  });
  opened.addEventListener("job", (event) => tell("job", event));
  opened.addEventListener("study", (event) => tell("study", event));
  opened.addEventListener("error", () => {
    // A broken line is mended by the browser itself; a refusal (401, 503) is not, and would end the stream for good.
    if (opened.readyState !== EventSource.CLOSED || source !== opened) return;
    source = null;
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  });
}

/** Calls back at every event of a kind; returns how to stop. */
export function onEvent<K extends keyof Events>(kind: K, listener: Listener<K>): () => void {
  listeners[kind].add(listener);
  open();
  return () => {
    listeners[kind].delete(listener);
    if (wanted()) return;
    clearTimeout(timer);
    source?.close();
    source = null;
  };
}

/** Listens as long as the component is on the page. The listener may change between renders only with `inputs`. */
export function useEvent<K extends keyof Events>(kind: K, listener: Listener<K>, inputs: readonly unknown[] = []): void {
  useEffect(() => onEvent(kind, listener), [kind, ...inputs]);
}
