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

export interface Person extends Omit<User, "language" | "theme"> {
  /** When a request of theirs came last; null where they never signed in. */
  seen_at: string | null;
  is_locked: boolean;
  studies: number;
  tokens: number;
}

export interface CardFigure {
  metric: string;
  region: string;
  mean: number;
  median: number;
  low: number;
  high: number;
  cases: number;
}

export interface ModelRow {
  name: string;
  version: string;
  sha256: string;
  size_bytes: number;
  is_default: boolean;
  card: {
    summary: string;
    intended_use: string;
    training_cases: string;
    protocol: string;
    terms: string;
    limits: string[];
    citations: string[];
    optional: string[];
    figures: CardFigure[];
    figures_without_optional: CardFigure[];
  } | null;
}

export type ShareKind = "uploads" | "results" | "reports" | "deleted" | "backups" | "database";

export interface Storage {
  data_dir: string;
  total_bytes: number;
  free_bytes: number;
  shares: { kind: ShareKind; size_bytes: number; count: number }[];
  retention_days: number;
  removed_next: number;
}

export interface Health {
  version: string;
  database: "sqlite" | "postgresql";
  reachable: "this-machine" | "network";
  encrypted: boolean;
  queued: number;
  running: number;
  oldest_queued_seconds: number | null;
  done_today: number;
  median_seconds_today: number | null;
  failed_today: number;
  trail_is_whole: boolean;
  problems: string[];
}

export interface Backup {
  name: string;
  size_bytes: number;
  made_at: string;
}

export interface TraceRow {
  id: number;
  at: string;
  actor: string;
  action: string;
  object_id: string;
  patient: string | null;
  details: Record<string, string | number | boolean | null>;
}

export interface TracePage {
  items: TraceRow[];
  total: number;
  is_whole: boolean;
}
