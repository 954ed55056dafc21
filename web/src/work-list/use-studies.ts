/** The studies that the address asks for; rows follow the server's events in place. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/client";
import { useEvent } from "../api/events";
import type { StudyList, StudyRow } from "../api/types";
import { askedFor, type Filters, PER_PAGE } from "./filters";

const QUIET_MS = 400; // several events in a row are one new look

export interface Studies {
  list: StudyList | null;
  error: unknown;
  reload: () => void;
  /** Changes a row at once, before the server's own word of it. */
  put: (row: StudyRow) => void;
}

export function useStudies(filters: Filters): Studies {
  const [list, setList] = useState<StudyList | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const asked = JSON.stringify({ ...askedFor(filters), page: filters.page, per_page: PER_PAGE });

  useEffect(() => {
    const stop = new AbortController();
    api.get<StudyList>("/studies", JSON.parse(asked), stop.signal).then(
      (found) => {
        setList(found);
        setError(null);
      },
      (failure: unknown) => !stop.signal.aborted && setError(failure),
    );
    return () => stop.abort();
  }, [asked, turn]);

  const put = useCallback((row: StudyRow) => {
    setList((before) => before && { ...before, items: before.items.map((one) => (one.id === row.id ? row : one)) });
  }, []);
  const lookSoon = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(reload, QUIET_MS);
  }, [reload]);
  useEffect(() => () => clearTimeout(timer.current), []);

  useEvent("study", (row) => {
    put(row);
    lookSoon(); // whether it belongs to this list, and what waits, only the server knows
  });
  useEvent("job", ({ study, job }) => {
    setList((before) => before && { ...before, items: before.items.map((one) => (one.id === study ? { ...one, job } : one)) });
    if (job.state !== "running") lookSoon();
  });
  return { list, error, reload, put };
}
