/** What the server knows of an upload. */
export type Use = "t1" | "t1ce" | "t2" | "flair" | "mask" | "leave-out";
export type Kind = "image" | "mask" | "picture" | "dicom" | "archive" | "pair" | "document" | "unknown" | "damaged";
export type Sureness = "sure" | "likely" | "chosen" | "doubted" | "which" | "unknown" | "not-used" | "refused";
export type Values = Readonly<Record<string, unknown>>;

export interface Evidence {
  code: string;
  values: Values;
}

export interface Step {
  file: string;
  /** null removes the file. */
  use: Use | null;
}

export interface Cure {
  label: string;
  values: Values;
  steps: Step[];
}

export interface UploadProblem {
  error: { code: string; problem: string; seen: string; allowed: string; remedy: string; values: Record<string, unknown> };
  blocks: boolean;
  files: string[];
  cures: Cure[];
  notes: Evidence[];
}

export interface IntakeFile {
  id: string;
  name: string;
  size_bytes: number;
  kind: Kind;
  use: Use | null;
  sure: Sureness;
  evidence: Evidence[];
  spacing_mm: [number, number, number] | null;
  shape: [number, number, number] | null;
  thumbnail: string | null;
}

export interface Intake {
  files: IntakeFile[];
  unfinished: { id: string; name: string; size_bytes: number | null; received_bytes: number }[];
  problems: UploadProblem[];
  checks: { code: string; state: "ok" | "bad" | "waiting" }[];
  cautions: Evidence[];
  ready: boolean;
  suggested_patient: string | null;
  suggested_date: string | null;
}
