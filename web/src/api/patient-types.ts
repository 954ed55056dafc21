/** Patients, their examinations, and follow-ups, as the API gives them. */
import type { Review } from "./types";

export interface PatientRow {
  code: string;
  exams: number;
  first: string | null;
  last: string | null;
}

export interface Exam {
  study: string;
  exam_date: string | null;
  review: Review | null;
  version: number;
  whole_tumor_ml: { value: number; low: number | null; high: number | null } | null;
  thumbnail: string | null;
}

export interface Patient {
  code: string;
  exams: Exam[];
}

export interface Spot {
  x: number;
  y: number;
  low: number | null;
  high: number | null;
}

/** Places go from 0 to 1 along both axes; the scale begins at nothing. */
export interface Plot {
  title: string;
  ticks: { y: number; label: string }[];
  limits: { y: number; label: string; at: number }[];
  series: { name: string; dash: boolean; runs: Spot[][]; at: number }[];
  dates: { x: number; label: string }[];
  alt: string;
}

export interface TableText {
  title: string;
  head: string[];
  rows: string[][];
  note: string;
}

export interface FollowUp {
  dates: string[];
  /** Plain and bold in turn. */
  sentences: string[][];
  disagree: boolean;
  cautions: { cause: string; consequence: string }[];
  response: string;
  boxes: { title: string; category: string; rule: string }[];
  plots: Plot[];
  change: TableText;
  lesions: TableText | null;
  examinations: TableText;
  rules: string[];
  limits: string[];
}
