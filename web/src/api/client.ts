/** Asking the server: JSON in, JSON out, the session's cookie with it, and errors as `ApiError` or `Unreachable`. */
import { ApiError, problemIn, Unreachable } from "./errors";
import { reached, unreachable } from "../state/connection";
import { sessionEnded } from "../state/session-end";

type Value = string | number | boolean | null | undefined;

/** Values of an address; a list stands in it several times. */
export type Query = Record<string, Value | readonly Value[]>;

/** The address of a route under /api with a query; empty values are left out. */
export function address(path: string, query: Query = {}): string {
  const pairs = Object.entries(query)
    .flatMap(([name, values]) => [values].flat().map((value): [string, Value] => [name, value]))
    .filter(([, value]) => value !== undefined && value !== null && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return `/api${path}${search === "" ? "" : `?${search}`}`;
}

/** What a refused call means for the rest of the page: a session that ended asks for the password again. */
export function refused(status: number, body: unknown, url: string): ApiError {
  const error = new ApiError(status, problemIn(status, body));
  if (status === 401 && url !== "/api/session") sessionEnded();
  return error;
}

/** The answer itself, for bodies that are not JSON (pictures, files). */
export async function ask(method: string, url: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, method, credentials: "same-origin" });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    unreachable();
    throw new Unreachable();
  }
  reached();
  if (response.ok) return response;
  throw refused(response.status, await response.json().catch(() => null), url);
}

async function json<T>(method: string, url: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const init: RequestInit = signal ? { signal } : {};
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { "Content-Type": "application/json" };
  }
  const response = await ask(method, url, init);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

export const api = {
  get: <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> =>
    json<T>("GET", address(path, query), undefined, signal),
  post: <T = void>(path: string, body?: unknown, query: Query = {}): Promise<T> =>
    json<T>("POST", address(path, query), body),
  put: <T = void>(path: string, body: unknown, query: Query = {}): Promise<T> =>
    json<T>("PUT", address(path, query), body),
  patch: <T = void>(path: string, body: unknown): Promise<T> => json<T>("PATCH", address(path), body),
  delete: <T = void>(path: string): Promise<T> => json<T>("DELETE", address(path)),
  /** Bytes of a file: label maps, views of the report. */
  bytes: async (path: string, query: Query = {}, signal?: AbortSignal): Promise<ArrayBuffer> =>
    (await ask("GET", address(path, query), signal ? { signal } : {})).arrayBuffer(),
};
