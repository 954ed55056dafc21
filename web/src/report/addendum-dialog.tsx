/** A remark after signing: dated, with the author's name, never taken back. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { ReportState } from "../api/report-types";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { Field } from "../components/field";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { toast } from "../state/toasts";
import { t } from "../texts";
import type { Desk } from "./use-report";

export function AddendumDialog({ id, desk, report, onClose }: { id: string; desk: Desk; report: ReportState; onClose: () => void }) {
  const words = t().report;
  const [text, setText] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const add = (): void => {
    setBusy(true);
    api.post<ReportState>(`/studies/${id}/report/addenda`, { text: text.trim(), password }).then(
      (found) => {
        desk.take(found);
        toast(words.addedToast);
        onClose();
      },
      (failure: unknown) => {
        setError(failure);
        setBusy(false);
      },
    );
  };
  return (
    <Dialog
      title={words.addendumTitle(report.code)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{words.notYet}</Button>
          <Button kind="primary" busy={busy} disabled={text.trim() === "" || password === ""} onPress={add}>
            {words.addNow}
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>{words.addendumText}</p>
        <Field label={words.addendumLabel}>
          {(control) => <textarea {...control} rows={4} maxLength={2000} value={text} onInput={(event) => setText(event.currentTarget.value)} />}
        </Field>
        <TextField label={words.password} type="password" autocomplete="current-password" value={password} onValue={setPassword} />
        {error !== null && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}
