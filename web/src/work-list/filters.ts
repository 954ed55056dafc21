/** The filters of the work list: they stand in the address, so that a list can be bookmarked, and go to the server. */
import type { Query } from "../api/client";
import type { Review, Status } from "../api/types";

export const PER_PAGE = 50;
export const NEWEST_FIRST = "-exam_date";

/** What a reader calls a status: how far the work is, and how far the reading. */
export const STATUSES = {
  "to-review": { status: ["done"], review: ["ai"] },
  reviewed: { status: [], review: ["reviewed"] },
  "to-sign": { status: [], review: ["preliminary"] },
  final: { status: [], review: ["final"] },
  "needs-input": { status: ["needs-input", "receiving"], review: [] },
  running: { status: ["queued", "running"], review: [] },
  "not-analyzed": { status: ["failed", "canceled"], review: [] },
} as const satisfies Record<string, { status: readonly Status[]; review: readonly Review[] }>;

export type StatusName = keyof typeof STATUSES;
export const GRADES = ["hgg", "lgg", "undetermined"] as const;
export type GradeName = (typeof GRADES)[number];
export const SIDES = ["left", "right", "both"] as const;
export type SideName = (typeof SIDES)[number];

export interface Filters {
  q: string;
  status: StatusName | null;
  grade: GradeName | null;
  side: SideName | null;
  from: string | null;
  to: string | null;
  volumeFrom: string | null;
  volumeTo: string | null;
  deleted: boolean;
  sort: string;
  page: number;
}

function one<V extends string>(value: string | null, allowed: readonly V[]): V | null {
  return allowed.find((word) => word === value) ?? null;
}

const aDay = (value: string | null): string | null => (value !== null && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null);
const aNumber = (value: string | null): string | null =>
  value !== null && value !== "" && Number.isFinite(Number(value)) && Number(value) >= 0 ? value : null;

/** Reads an address; what is not understood is no filter. */
export function readFilters(query: URLSearchParams): Filters {
  return {
    q: query.get("q") ?? "",
    status: one(query.get("status"), Object.keys(STATUSES) as StatusName[]),
    grade: one(query.get("grade"), GRADES),
    side: one(query.get("side"), SIDES),
    from: aDay(query.get("from")),
    to: aDay(query.get("to")),
    volumeFrom: aNumber(query.get("volume_from")),
    volumeTo: aNumber(query.get("volume_to")),
    deleted: query.get("deleted") === "1",
    sort: query.get("sort") ?? NEWEST_FIRST,
    page: Math.max(1, Math.trunc(Number(query.get("page") ?? 1)) || 1),
  };
}

/** What the server is asked. */
export function askedFor(filters: Filters): Query {
  const { status, review } = filters.status ? STATUSES[filters.status] : { status: [], review: [] };
  return {
    q: filters.q,
    status,
    review,
    grade: filters.grade,
    side: filters.side,
    from: filters.from,
    to: filters.to,
    volume_from_ml: filters.volumeFrom,
    volume_to_ml: filters.volumeTo,
    deleted: filters.deleted ? true : null,
    sort: filters.sort,
  };
}

/** The names in the address that hold filters, by what a person would call one filter. */
export const PARTS = {
  status: ["status"],
  grade: ["grade"],
  side: ["side"],
  exam: ["from", "to"],
  volume: ["volume_from", "volume_to"],
  deleted: ["deleted"],
} as const;

export type Part = keyof typeof PARTS;

export function active(filters: Filters): Part[] {
  const on: Record<Part, boolean> = {
    status: filters.status !== null,
    grade: filters.grade !== null,
    side: filters.side !== null,
    exam: filters.from !== null || filters.to !== null,
    volume: filters.volumeFrom !== null || filters.volumeTo !== null,
    deleted: filters.deleted,
  };
  return (Object.keys(on) as Part[]).filter((part) => on[part]);
}

/** The change of the address that takes filters off. */
export function without(parts: readonly Part[]): Record<string, null> {
  return Object.fromEntries(["page", ...parts.flatMap((part) => PARTS[part])].map((name) => [name, null]));
}
