/** Saving an edit as the next version, and throwing a draft away. */

import { useSignal } from "@preact/signals";
import { address, ask } from "../api/client";
import type { Version } from "../api/findings";
import { navigate } from "../router";
import { toast } from "../state/toasts";
import { number } from "../texts/format";
import { t } from "../texts";
import { writeLabels } from "../viewer/nifti";
import type { EditSession } from "./session";

export interface Saving {
  readonly busy: boolean;
  readonly problem: unknown;
  save(): void;
  discard(): void;
}

export function useSaving(session: EditSession | null): Saving {
  const busy = useSignal(false);
  const problem = useSignal<unknown>(null);
  const run = (work: (edit: EditSession) => Promise<void>): void => {
    if (session === null || busy.peek()) return;
    busy.value = true;
    problem.value = null;
    work(session)
      .catch((error: unknown) => (problem.value = error))
      .finally(() => (busy.value = false));
  };
  return {
    busy: busy.value,
    problem: problem.value,
    save: () =>
      run(async (edit) => {
        if (edit.history.peek().applied === 0) return;
        await edit.flush();
        const file = await writeLabels(edit.base, edit.labels);
        const body = new Blob([file as BlobPart], { type: "application/gzip" });
        const answer = await ask("POST", address(`/studies/${edit.study}/versions`, { based_on: edit.basedOn }), { body });
        const version = (await answer.json()) as Version;
        await edit.discard();
        navigate(`/studies/${edit.study}`);
        toast(t().editing.saved(number(version.number)));
      }),
    discard: () =>
      run(async (edit) => {
        await edit.discard();
        navigate(`/studies/${edit.study}`);
      }),
  };
}
