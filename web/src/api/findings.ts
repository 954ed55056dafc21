/** What the server says of a version, already in the person's words. */
import type { Region } from "../viewer/regions";

export type Point = readonly [number, number, number];

export interface Run {
  text: string;
  bold: boolean;
}

export interface Ends {
  low: number;
  high: number;
  text: string;
}

export interface VolumeText {
  region: Region;
  title: string;
  value_ml: number | null;
  text: string | null;
  interval: Ends | null;
  reason: string | null;
}

export interface LesionText {
  id: string;
  place: string;
  diameters: string | null;
  measurable: string | null;
  volume: string | null;
  at_mm: Point;
}

export interface GradeText {
  resembles: "hgg" | "lgg" | "undetermined" | null;
  probability: number | null;
  text: string | null;
  interval: Ends | null;
  undetermined: readonly [number, number] | null;
  ends: readonly string[];
  sentences: readonly string[];
  reason: string | null;
}

export interface FindingRow {
  name: string;
  title: string;
  text: string;
  at_mm: Point | null;
}

export interface FindingTable {
  title: string;
  rows: readonly FindingRow[];
}

export interface LineText {
  name: string;
  lesion: string | null;
  start_mm: Point;
  end_mm: Point;
  text: string;
}

export interface Findings {
  language: "en" | "es";
  status: string;
  declared: string;
  impression: readonly (readonly Run[])[];
  conclusive: boolean;
  cautions: readonly { code: string; cause: string; consequence: string; weighty: boolean }[];
  volumes: { interval_title: string | null; rows: readonly VolumeText[]; note: string };
  lesions: readonly LesionText[];
  product: string | null;
  grade: GradeText | null;
  place: FindingTable;
  further: readonly FindingTable[];
  not_assessed: readonly { title: string; reason: string }[];
  lines: readonly LineText[];
  sides_known: boolean;
  expected_overlap: string | null;
}

export interface Version {
  number: number;
  kind: "automatic" | "edited" | "given";
  author: string;
  created_at: string;
  based_on: number | null;
  volumes: Readonly<Record<string, number | null>>;
}
