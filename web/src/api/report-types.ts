/** The report of a study and its links, as the API gives them. */
import type { Review } from "./types";

export interface Signature {
  name: string;
  signed_at: string;
  sha256: string;
}

export interface AddendumRow {
  number: number;
  author: string;
  text: string;
  created_at: string;
}

export interface ReportState {
  number: number;
  version: number;
  version_kind: "automatic" | "edited" | "given";
  version_author: string;
  status: Review;
  reviewed_by: string | null;
  language: "en" | "es";
  is_named: boolean;
  impression: string;
  note: string;
  /** The sentences made from the findings, in the report's language. */
  made_impression: string;
  revision: number;
  author: string | null;
  written_at: string | null;
  cautions: number;
  code: string;
  views: string[];
  signature: Signature | null;
  addenda: AddendumRow[];
  earlier: { number: number; version: number; signed_by: string; signed_at: string }[];
}

/** What a reader changes. */
export type Draft = Pick<ReportState, "impression" | "note" | "language" | "is_named">;

export interface ShareRow {
  id: string;
  beginning: string;
  number: number;
  has_pictures: boolean;
  is_named: boolean;
  created_at: string;
  expires_at: string;
  revoked_at: string | null;
  opened: number;
  opened_at: string | null;
}

export interface SharedReport {
  is_open: boolean;
  expires_at: string;
  code: string | null;
  exam_date: string | null;
  language: "en" | "es" | null;
  signed_by: string | null;
  signed_at: string | null;
  addenda: number;
  pages: number;
  views: string[];
}
