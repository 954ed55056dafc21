/** Whether the server answers. While it does not, it is asked again in growing steps, and the page says since when. */
import { signal } from "@preact/signals";

export interface Outage {
  since: Date;
  retryAt: number;
  waitS: number;
}

export const outage = signal<Outage | null>(null);

const FIRST_WAIT_S = 2;
const LONGEST_WAIT_S = 30;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A call got no answer. */
export function unreachable(): void {
  if (outage.value === null) plan(FIRST_WAIT_S);
}

/** A call got an answer, whichever. */
export function reached(): void {
  clearTimeout(timer);
  outage.value = null;
}

function plan(waitS: number): void {
  outage.value = { since: outage.value?.since ?? new Date(), retryAt: Date.now() + waitS * 1000, waitS };
  clearTimeout(timer);
  timer = setTimeout(() => void tryNow(), waitS * 1000);
}

/** Asks the server at once. */
export async function tryNow(): Promise<void> {
  try {
    await fetch("/api/health", { cache: "no-store" });
    reached();
  } catch {
    if (outage.value) plan(Math.min(outage.value.waitS * 2, LONGEST_WAIT_S));
  }
}
