/** What the server knows of a study's files, asked again when files arrive, and changed by a person's choices. */
import { useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/client";
import type { StudyRow } from "../api/types";
import { whenReceived } from "./sender";
import type { Intake, Step, Use } from "./types";

export interface Upload {
  study: StudyRow | null;
  intake: Intake | null;
  /** A question is on its way. */
  busy: boolean;
  error: unknown;
  reload: () => void;
  choose: (file: string, use: Use) => void;
  cure: (steps: readonly Step[]) => void;
  startOver: () => void;
  declare: (change: Partial<Pick<StudyRow, "patient" | "exam_date" | "age_years" | "treated">>) => void;
}

export function useUpload(id: string | null): Upload {
  const [study, setStudy] = useState<StudyRow | null>(null);
  const [intake, setIntake] = useState<Intake | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const asked = useRef(0);

  /** Of several answers the last asked for counts. */
  const run = (ask: () => Promise<Intake>): void => {
    asked.current += 1;
    const mine = asked.current;
    setBusy(true);
    ask().then(
      (found) => {
        if (mine !== asked.current) return;
        setIntake(found);
        setError(null);
        setBusy(false);
      },
      (problem: unknown) => {
        if (mine !== asked.current) return;
        setError(problem);
        setBusy(false);
      },
    );
  };
  const path = `/studies/${id ?? ""}`;
  const reload = (): void => run(() => api.get<Intake>(`${path}/intake`));
  const keep = (row: StudyRow): void => setStudy(row);

  useEffect(() => {
    if (id === null) return;
    api.get<StudyRow>(path).then(keep, setError);
    reload();
    return whenReceived((of) => {
      if (of === id) reload();
    });
  }, [id]);

  const declare: Upload["declare"] = (change) => {
    api.patch<StudyRow>(path, change).then(keep, setError);
  };
  const suggestion = intake?.suggested_patient ?? null;
  const date = intake?.suggested_date ?? null;
  const offered = useRef(false);
  useEffect(() => {
    if (!study || offered.current || (suggestion === null && date === null)) return;
    offered.current = true; // once: what a person clears stays clear
    const change = { ...(study.patient === "" && suggestion !== null && { patient: suggestion }), ...(study.exam_date === null && date !== null && { exam_date: date }) };
    if (Object.keys(change).length > 0) declare(change);
  }, [study, suggestion, date]);

  return {
    study,
    intake,
    busy,
    error,
    reload,
    choose: (file, use) => run(() => api.patch<Intake>(`${path}/files/${file}`, { use })),
    cure: (steps) => run(() => api.patch<Intake>(`${path}/files`, { steps })),
    startOver: () => run(() => api.delete<Intake>(`${path}/files`)),
    declare,
  };
}
