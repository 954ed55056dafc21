/** What a page fetched: nothing yet, the answer, or the error; `reload` asks again and keeps what is shown meanwhile. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { api, type Query } from "../api/client";

export interface Fetched<T> {
  data: T | null;
  error: unknown;
  reload: () => void;
}

export function useFetched<T>(path: string, query: Query = {}): Fetched<T> {
  const [data, setData] = useState<T | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [turn, setTurn] = useState(0);
  const asked = JSON.stringify(query);
  useEffect(() => {
    const stop = new AbortController();
    api.get<T>(path, JSON.parse(asked), stop.signal).then(
      (found) => {
        setData(found);
        setError(null);
      },
      (failure: unknown) => !stop.signal.aborted && setError(failure),
    );
    return () => stop.abort();
  }, [path, asked, turn]);
  return { data, error, reload: useCallback(() => setTurn((before) => before + 1), []) };
}
