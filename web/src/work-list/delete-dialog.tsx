/** Names the studies, the consequence, the way back. */
import { useState } from "preact/hooks";
import type { StudyRow } from "../api/types";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { ErrorNote } from "../components/note";
import { t } from "../texts";
import { remove } from "./removal";
import { nameOf } from "./names";

export function DeleteDialog({ rows, onClose, onDone }: { rows: readonly StudyRow[]; onClose: () => void; onDone: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const words = t().workList;
  const [first] = rows;
  const act = (): void => {
    setBusy(true);
    remove(rows, onDone).then(onClose, (failure: unknown) => {
      setError(failure);
      setBusy(false);
      onDone();
    });
  };
  return (
    <Dialog
      title={rows.length === 1 && first ? words.confirmTitle(nameOf(first)) : words.confirmMany(rows.length)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{words.keep}</Button>
          <Button kind="danger-solid" busy={busy} onPress={act}>
            {rows.length === 1 ? words.deleteIt : words.deleteMany(rows.length)}
          </Button>
        </>
      }
    >
      <div class="stack">
        {error !== null && <ErrorNote error={error} />}
        <p>{words.confirmText}</p>
      </div>
    </Dialog>
  );
}
