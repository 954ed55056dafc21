/** The nouns of the API as pages speak of them. */
export type Role = "clinician" | "administrator";

export interface User {
  id: string;
  name: string;
  display_name: string;
  role: Role;
  language: "en" | "es";
  theme: "dark" | "light" | "system";
  must_change_password?: boolean;
}

export interface Setup {
  needed: boolean;
  data_dir?: string | null;
  free_bytes?: number | null;
  reachable?: "this-machine" | "network" | null;
}

export type Status = "receiving" | "needs-input" | "queued" | "running" | "done" | "failed" | "canceled";
export type Review = "ai" | "reviewed" | "preliminary" | "final";
export type NextAction = "review" | "report" | "sign" | "choose" | "watch" | "cancel" | "read" | "retry";
export type JobState = "queued" | "running" | "done" | "failed" | "canceled";

export interface Job {
  id: string;
  state: JobState;
  place_in_queue: number | null;
  stage: string | null;
  fraction: number | null;
  seconds_left: number | null;
  stages: readonly { stage: string; seconds: number }[];
  error?: ErrorBody | null;
}

export interface ErrorBody {
  code: string;
  problem: string;
  seen?: string | null;
  allowed?: string | null;
  remedy?: string | null;
  reference?: string | null;
  values?: Record<string, unknown> | null;
}

export interface StudyRow {
  id: string;
  patient: string | null;
  exam_date: string | null;
  age_years: number | null;
  status: Status;
  review: Review | null;
  next_action: NextAction | null;
  side: string | null;
  lesions: number | null;
  whole_tumor_ml: { value: number; low: number | null; high: number | null } | null;
  grade: { word: string; hgg_probability: number | null } | null;
  treated: boolean | null;
  problem: ErrorBody | null;
  job: Job | null;
  reader: string | null;
  thumbnail: string | null;
  created_at: string;
  deleted_at: string | null;
}

export interface StudyList {
  items: readonly StudyRow[];
  total: number;
  waiting: { review: number; sign: number; input: number };
}
