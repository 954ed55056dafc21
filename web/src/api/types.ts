/** The nouns of the API as pages speak of them. */
export type Role = "clinician" | "administrator";

export interface User {
  id: string;
  name: string;
  display_name: string;
  role: Role;
  language: "en" | "es";
  theme: "dark" | "light" | "system";
  must_change_password: boolean;
  created_at: string;
  disabled_at: string | null;
}

export interface Setup {
  needed: boolean;
  data_dir: string | null;
  free_bytes: number | null;
  reachable: "this-machine" | "network";
  password_length: number;
}

export interface OwnSession {
  id: string;
  agent: string;
  created_at: string;
  seen_at: string;
  expires_at: string;
  is_this: boolean;
}

export interface Token {
  id: string;
  label: string;
  created_at: string;
  used_at: string | null;
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
  fraction: number;
  seconds_left: number | null;
  stages: { stage: string; seconds: number }[];
  error: ErrorBody | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface ErrorBody {
  code: string;
  problem: string;
  seen: string;
  allowed: string;
  remedy: string;
  reference: string;
  values?: Record<string, unknown>;
}

export interface StudyRow {
  id: string;
  /** A code, never a name; empty where none was given. */
  patient: string;
  exam_date: string | null;
  age_years: number | null;
  treated: boolean | null;
  steroids: boolean | null;
  status: Status;
  review: Review | null;
  next_action: NextAction;
  version: number | null;
  side: string | null;
  lesions: number | null;
  whole_tumor_ml: { value: number; low: number | null; high: number | null } | null;
  grade: { word: string; hgg_probability: number | null } | null;
  problem: ErrorBody | null;
  job: Job | null;
  reader: string;
  thumbnail: string | null;
  created_at: string;
  changed_at: string;
  deleted_at: string | null;
}

export interface StudyList {
  items: StudyRow[];
  /** Studies that the filters let through. */
  total: number;
  /** Studies without filters. */
  everything: number;
  waiting: { review: number; sign: number; input: number };
}
