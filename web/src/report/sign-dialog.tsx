/** Signing states what is signed, and asks for the reader's word and the password. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { ReportState } from "../api/report-types";
import { Button } from "../components/button";
import { Check } from "../components/choice";
import { Dialog } from "../components/dialog";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { user } from "../state/session";
import { toast } from "../state/toasts";
import { t } from "../texts";
import { day } from "../texts/format";
import type { Desk } from "./use-report";

function Facts({ report, impression }: { report: ReportState; impression: string }) {
  const words = t().report;
  const points = impression.split("\n").filter((line) => line.trim() !== "").length;
  const isMade = impression.trim() === report.made_impression.trim();
  const edited = report.version_kind === "edited";
  return (
    <dl class="kv card facts">
      <dt>{words.mask}</dt>
      <dd>{edited ? words.maskEdited(report.version, report.version_author) : words.maskAutomatic(report.version)}</dd>
      <dt>{words.impression}</dt>
      <dd>{isMade ? words.sentencesMade(points) : words.sentences(points)}</dd>
      <dt>{words.signedAs}</dt>
      <dd>
        {user.value?.display_name}, {day(new Date().toISOString())}
      </dd>
    </dl>
  );
}

export function SignDialog({ id, desk, report, onClose }: { id: string; desk: Desk; report: ReportState; onClose: () => void }) {
  const words = t().report;
  const [hasRead, setHasRead] = useState(false);
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const sign = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const { revision } = await desk.keep();
      desk.take(await api.post<ReportState>(`/studies/${id}/report/sign`, { revision, has_read: true, password }));
      toast(words.signedToast);
      onClose();
      desk.reload();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={words.signTitle(report.code)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{words.notYet}</Button>
          <Button kind="primary" icon="sign" busy={busy} why={hasRead ? null : words.hasReadFirst} disabled={password === ""} onPress={() => void sign()}>
            {words.signNow}
          </Button>
        </>
      }
    >
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (hasRead && password !== "" && !busy) void sign();
        }}
      >
        <p>{words.signText}</p>
        <Facts report={report} impression={desk.draft?.impression ?? ""} />
        <Check checked={hasRead} onChecked={setHasRead}>
          {words.hasRead}
        </Check>
        <TextField label={words.password} type="password" autocomplete="current-password" value={password} onValue={setPassword} />
        {error !== null && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}
