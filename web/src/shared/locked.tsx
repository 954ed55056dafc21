/** The door of a link: one field. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { ApiError } from "../api/errors";
import type { SharedReport } from "../api/report-types";
import { Button } from "../components/button";
import { ErrorNote } from "../components/note";
import { Split } from "../components/split";
import { TextField } from "../components/text-field";
import { t } from "../texts";
import { day } from "../texts/format";

export function Locked({ token, until, onOpen, onEnded }: { token: string; until: string; onOpen: (found: SharedReport) => void; onEnded: (error: unknown) => void }) {
  const words = t().shared;
  const [phrase, setPhrase] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const open = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api
      .post<SharedReport>(`/shared/${token}`, { pass_phrase: phrase.trim() })
      .then(onOpen, (failure: unknown) => {
        if (failure instanceof ApiError && failure.status === 410) onEnded(failure);
        else setError(failure);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Split title={words.title}>
      <p class="muted">{words.until(day(until))}</p>
      <form class="stack" onSubmit={open}>
        <TextField label={words.phrase} hint={words.phraseHint} value={phrase} onValue={setPhrase} autocomplete="off" />
        {error !== null && <ErrorNote error={error} />}
        <Button type="submit" kind="primary" size="lg" block busy={busy} disabled={phrase.trim() === ""}>
          {words.open}
        </Button>
      </form>
      <p class="small quiet">{words.counted}</p>
    </Split>
  );
}

/** A link that works no more has its words. */
export function Ended({ error }: { error: unknown }) {
  const words = t().shared;
  const code = error instanceof ApiError ? error.code : "";
  const unknown = code === "share.not_found";
  const title = { "share.revoked": words.revokedTitle, "share.expired": words.expiredTitle, "share.not_found": words.unknownTitle }[code];
  return (
    <Split title={title ?? words.failedTitle}>{title === undefined ? <ErrorNote error={error} /> : <p class="muted">{unknown ? words.unknownText : words.askSender}</p>}</Split>
  );
}
