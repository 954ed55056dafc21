/** How many of the person's studies are running or wait for their turn. */
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { onEvent } from "../api/events";
import type { JobState, Status, StudyList } from "../api/types";

const busy = new Set<string>();
const atWork: readonly (JobState | Status)[] = ["queued", "running"];

export const running = signal(0);

function note(study: string, state: JobState | Status): void {
  if (atWork.includes(state)) busy.add(study);
  else busy.delete(study);
  running.value = busy.size;
}

/** Counts from now on; returns how to stop. */
export function watchRunning(): () => void {
  for (const status of ["running", "queued"]) {
    void api
      .get<StudyList>("/studies", { status, per_page: 100 })
      .then((found) => found.items.forEach((row) => note(row.id, row.status)))
      .catch(() => undefined);
  }
  const stops = [
    onEvent("job", ({ study, job }) => note(study, job.state)),
    onEvent("study", (row) => note(row.id, row.status)),
  ];
  return () => stops.forEach((stop) => stop());
}
