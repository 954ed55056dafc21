/** A study with its versions and findings, kept up to date by the server's events. */
import { useEffect, useMemo } from "preact/hooks";
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { useEvent } from "../api/events";
import type { Findings, Version } from "../api/findings";
import type { Job, StudyRow } from "../api/types";
import { language } from "../state/language";

export interface StudyState {
  readonly row: StudyRow | null;
  readonly job: Job | null;
  readonly versions: readonly Version[];
  readonly findings: Findings | null;
  readonly error: unknown; // of the study itself
  readonly findingsError: unknown;
}

const NOTHING: StudyState = { row: null, job: null, versions: [], findings: null, error: null, findingsError: null };

/** The version that the address asks for, or the newest. */
export function shownVersion(versions: readonly Version[], asked: string | null): Version | null {
  const newest = versions.reduce<Version | null>((best, one) => (best === null || one.number > best.number ? one : best), null);
  return versions.find((one) => String(one.number) === asked) ?? newest;
}

export function useStudy(id: string, asked: string | null): { state: StudyState; reload: () => Promise<void> } {
  const state = useMemo(() => signal<StudyState>(NOTHING), [id]);
  const change = (part: Partial<StudyState>): void => {
    state.value = { ...state.peek(), ...part };
  };
  const reload = async (): Promise<void> => {
    try {
      const row = await api.get<StudyRow>(`/studies/${id}`);
      const versions = row.status === "receiving" || row.status === "needs-input" ? [] : await api.get<readonly Version[]>(`/studies/${id}/versions`);
      change({ row, versions, job: row.job, error: null });
    } catch (error) {
      change({ error });
    }
  };
  useEffect(() => void reload(), [id]);
  useEvent(
    "job",
    ({ study, job }) => {
      if (study !== id) return;
      change({ job });
      if (job.state !== "queued" && job.state !== "running") void reload();
    },
    [id],
  );
  useEvent(
    "study",
    (row) => {
      if (row.id !== id) return;
      const before = state.peek().row;
      if (before === null || before.status !== row.status || before.review !== row.review) void reload();
    },
    [id],
  );
  const version = shownVersion(state.value.versions, asked)?.number ?? null;
  useEffect(() => {
    if (version === null) return;
    let current = true;
    api.get<Findings>(`/studies/${id}/versions/${version}/findings`, { language: language.value }).then(
      (findings) => current && change({ findings, findingsError: null }),
      (findingsError: unknown) => current && change({ findingsError }),
    );
    return () => {
      current = false;
    };
  }, [id, version, language.value]);
  return { state: state.value, reload };
}
