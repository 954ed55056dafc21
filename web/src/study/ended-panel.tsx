/** A study without a result: what happened, what is safe, and the one thing to do. */
import { useSignal } from "@preact/signals";
import { ApiError } from "../api/errors";
import { api } from "../api/client";
import type { StudyRow } from "../api/types";
import { Button, ButtonLink } from "../components/button";
import { ErrorNote, Note } from "../components/note";
import { t } from "../texts";

export function EndedPanel({ row, onStarted }: { row: StudyRow; onStarted: () => void }) {
  const texts = t().study;
  const starting = useSignal(false);
  const problem = useSignal<unknown>(null);
  const retry = (): void => {
    starting.value = true;
    api
      .post(`/studies/${row.id}/analyze`)
      .then(onStarted)
      .catch((error: unknown) => {
        problem.value = error;
      })
      .finally(() => {
        starting.value = false;
      });
  };
  const failed = row.status === "failed";
  const unfinished = row.status === "receiving" || row.status === "needs-input";
  return (
    <section class="stack">
      <h2>{failed ? texts.failedTitle : row.status === "canceled" ? texts.canceledTitle : texts.notStarted}</h2>
      {row.problem !== null ? <ErrorNote error={new ApiError(422, row.problem)} /> : !unfinished && <Note tone="info">{texts.canceledHint}</Note>}
      {failed && <p class="small muted">{texts.failedSafe}</p>}
      <div class="row wrap">
        {!unfinished && (
          <Button kind="primary" busy={starting.value} onPress={retry}>
            {texts.retry}
          </Button>
        )}
        <ButtonLink href={`/upload/${row.id}`}>{texts.toUpload}</ButtonLink>
      </div>
      {problem.value !== null && <ErrorNote error={problem.value} />}
    </section>
  );
}
