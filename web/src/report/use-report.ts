/** The report of a study: what the server has, what the reader is writing, kept by itself a moment after each change. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/client";
import type { Draft, ReportState } from "../api/report-types";
import type { StudyRow } from "../api/types";

const QUIET_MS = 900;

export interface Desk {
  study: StudyRow | null;
  report: ReportState | null;
  draft: Draft | null;
  /** Words that the server does not have yet. */
  dirty: boolean;
  saving: boolean;
  error: unknown;
  change: (changes: Partial<Draft>) => void;
  /** Keeps what stands in the fields, also where nothing was changed, and returns the report as the server has it. */
  keep: () => Promise<ReportState>;
  /** Takes the server's answer to a deed: signing, an addendum. */
  take: (report: ReportState) => void;
  reload: () => void;
}

const draftOf = ({ impression, note, language, is_named }: ReportState): Draft => ({ impression, note, language, is_named });

export function useReport(id: string): Desk {
  const path = `/studies/${id}/report`;
  const [study, setStudy] = useState<StudyRow | null>(null);
  const [report, setReport] = useState<ReportState | null>(null);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [dirty, setDirty] = useState(false);
  const [saving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const now = useRef<{ draft: Draft | null; revision: number; changes: number }>({ draft: null, revision: 0, changes: 0 });
  const line = useRef<Promise<unknown>>(Promise.resolve());

  const take = useCallback((found: ReportState) => {
    now.current = { draft: draftOf(found), revision: found.revision, changes: 0 };
    setReport(found);
    setDraft(now.current.draft);
    setDirty(false);
    setError(null);
  }, []);

  const reload = useCallback(() => {
    api.get<StudyRow>(`/studies/${id}`).then(setStudy, setError);
    api.get<ReportState>(path).then(take, setError);
  }, [id]);
  useEffect(reload, [reload]);

  const put = useCallback(async (): Promise<ReportState> => {
    const { draft: words, revision, changes } = now.current;
    setSaving(true);
    try {
      const kept = await api.put<ReportState>(path, { ...words, revision });
      now.current.revision = kept.revision;
      setReport(kept);
      setError(null);
      if (now.current.changes === changes) take(kept); // else the person went on writing
      return kept;
    } catch (failure) {
      setError(failure);
      throw failure;
    } finally {
      setSaving(false);
    }
  }, [path]);

  /** One after the other: each needs the revision that the one before it made. */
  const keep = useCallback((): Promise<ReportState> => {
    const next = line.current.then(put, put);
    line.current = next.catch(() => undefined);
    return next;
  }, [put]);

  const change = useCallback((changes: Partial<Draft>) => {
    if (now.current.draft === null) return;
    now.current.draft = { ...now.current.draft, ...changes };
    now.current.changes += 1;
    setDraft(now.current.draft);
    setDirty(true);
  }, []);

  useEffect(() => {
    if (!dirty) return;
    const timer = setTimeout(() => void keep().catch(() => undefined), QUIET_MS);
    return () => clearTimeout(timer);
  }, [dirty, draft, keep]);

  return { study, report, draft, dirty, saving, error, change, keep, take, reload };
}
