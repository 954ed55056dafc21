/** Sending a file with its progress, which `fetch` does not tell. */
import { refused } from "./client";
import { Unreachable } from "./errors";
import { reached, unreachable } from "../state/connection";

export interface Sending {
  url: string;
  body: Blob;
  /** Where in the whole file `body` begins, and how long the whole is: for parts (`Content-Range`). */
  range?: { start: number; total: number };
  /** Bytes of `body` sent so far. */
  onProgress?: (sent: number) => void;
  signal?: AbortSignal;
}

/** PUTs raw bytes; gives the answer's JSON. Rejects with `ApiError`, `Unreachable`, or the signal's `AbortError`. */
export function send<T>({ url, body, range, onProgress, signal }: Sending): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    request.open("PUT", url);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (range) {
      const last = range.start + body.size - 1;
      request.setRequestHeader("Content-Range", `bytes ${range.start}-${last}/${range.total}`);
    }
    request.upload.onprogress = (event) => onProgress?.(event.loaded);
    request.onload = () => {
      reached();
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else reject(refused(request.status, request.response, url));
    };
    request.onerror = () => {
      unreachable();
      reject(new Unreachable());
    };
    request.onabort = () => reject(new DOMException("The upload was stopped", "AbortError"));
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort);
    if (signal?.aborted) abort();
    request.send(body);
  });
}

/** How many bytes of a file the server holds already: HEAD answers with `Upload-Offset`. */
export async function offset(url: string): Promise<number> {
  const response = await fetch(url, { method: "HEAD", credentials: "same-origin" });
  return response.ok ? Number(response.headers.get("Upload-Offset") ?? 0) : 0;
}
