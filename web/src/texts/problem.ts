/** An error in the person's words: the sentence of its code, else the server's own. */
import { ApiError, type Problem, Unreachable } from "../api/errors";
import { t } from ".";

export interface Wording {
  text: string;
  seen: string | null;
  allowed: string | null;
  remedy: string | null;
  reference: string | null;
}

/** Fills `{name}` with the values that came with the code. */
function fill(template: string, values: Record<string, unknown>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

export function wordsOf(error: unknown): Wording {
  const known = t().errors;
  if (error instanceof Unreachable) return plain(known["unreachable"] ?? error.message);
  if (!(error instanceof ApiError)) return plain(error instanceof Error ? error.message : String(error));
  return wordsOfProblem(error.problem);
}

/** A problem that stands in a study or a job. */
export function wordsOfProblem({ code, problem, seen, allowed, remedy, reference, values }: Problem): Wording {
  const sentence = t().errors[code];
  return {
    text: sentence === undefined ? problem : fill(sentence, values ?? {}),
    seen: sentence === undefined ? (seen ?? null) : null,
    allowed: sentence === undefined ? (allowed ?? null) : null,
    remedy: sentence === undefined ? (remedy ?? null) : null,
    reference: reference ?? null,
  };
}

const plain = (text: string): Wording => ({ text, seen: null, allowed: null, remedy: null, reference: null });
