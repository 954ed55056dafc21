/** The edit of a study's newest version: its draft is loaded, and kept when the page is left. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { user } from "../state/session";
import { loadLabels } from "../viewer/loading";
import type { Viewer } from "../viewer/model";
import { onServer } from "./keeping";
import { EditSession } from "./session";

export interface Edit {
  readonly session: EditSession | null;
  readonly error: unknown;
  readonly restored: number; // steps of a draft that waited
}

export function useEdit(viewer: Viewer, study: string, newest: number | null): Edit {
  const state = useSignal<Edit>({ session: null, error: null, restored: 0 });
  const person = user.value?.id ?? "";
  useEffect(() => {
    if (newest === null || state.peek().session !== null) return;
    const abort = new AbortController();
    let made: EditSession | null = null;
    const begin = async (): Promise<void> => {
      // a draft of an older version stays one of that version: nothing of it is lost, and it says what to do
      const basedOn = (await onServer(study).catch(() => null))?.based_on ?? newest;
      const base = await loadLabels(study, basedOn, abort.signal);
      const session = new EditSession(study, person, basedOn, base, Uint8Array.from(base.voxels));
      const { steps } = await session.restore();
      if (abort.signal.aborted) return;
      made = session;
      state.value = { session, error: null, restored: steps };
    };
    begin().catch((error: unknown) => {
      if (!abort.signal.aborted) state.value = { session: null, error, restored: 0 };
    });
    return () => {
      abort.abort();
      void made?.flush();
    };
  }, [viewer, study, newest === null]);
  return state.value;
}
