/** A draft is kept in this browser at once, then on the server, which refuses what another window overtook. */

import { api } from "../api/client";
import { ApiError } from "../api/errors";
import { type History, encode, toBase64 } from "./history";

export interface Kept {
  readonly basedOn: number;
  readonly revision: number; // of the server that this draft went on from
  readonly history: Uint8Array;
  readonly sent: boolean;
}

interface ServerDraft {
  based_on: number;
  revision: number;
  history: string;
}

const STORE = "drafts";

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("neuroinsight", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error("the browser keeps nothing"));
  });
}

async function inStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const open = await database();
  return new Promise((resolve, reject) => {
    const transaction = open.transaction(STORE, mode);
    const request = work(transaction.objectStore(STORE));
    transaction.oncomplete = () => {
      open.close();
      resolve(request.result);
    };
    transaction.onerror = () => reject(transaction.error ?? new Error("the browser keeps nothing"));
  });
}

/** One person's draft of a study: another one who signs in at this browser never sees it. */
export const keyOf = (user: string, study: string): string => `${user}/${study}`;

export const inBrowser = {
  read: async (key: string): Promise<Kept | null> => ((await inStore("readonly", (store) => store.get(key))) as Kept | undefined) ?? null,
  write: (key: string, kept: Kept): Promise<unknown> => inStore("readwrite", (store) => store.put(kept, key)),
  remove: (key: string): Promise<unknown> => inStore("readwrite", (store) => store.delete(key)),
};

export async function onServer(study: string): Promise<ServerDraft | null> {
  try {
    return await api.get<ServerDraft>(`/studies/${study}/draft`);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Send a draft and return its new revision. */
export async function send(study: string, basedOn: number, revision: number, history: History): Promise<number> {
  const body = { based_on: basedOn, revision, history: toBase64(encode(history)) };
  return (await api.put<{ revision: number }>(`/studies/${study}/draft`, body)).revision;
}

export const discardOnServer = (study: string): Promise<void> => api.delete(`/studies/${study}/draft`);
