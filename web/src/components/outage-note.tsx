/** Offline: since when, what is kept, when it is tried again. */
import { useEffect, useState } from "preact/hooks";
import { outage, tryNow } from "../state/connection";
import { t } from "../texts";
import { clock } from "../texts/format";
import { Button } from "./button";
import { Note } from "./note";

const SHOWN_AFTER_MS = 1000;

export function OutageNote() {
  const [now, setNow] = useState(Date.now());
  const out = outage.value;
  useEffect(() => {
    if (!out) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [out !== null]);
  if (!out || now - out.since.getTime() < SHOWN_AFTER_MS) return null;
  const seconds = Math.max(0, Math.ceil((out.retryAt - now) / 1000));
  const { noConnection, workIsKept, tryingAgain } = t().shell;
  return (
    <div class="outage">
      <Note tone="warn" icon="offline" live actions={<Button size="sm" onPress={() => void tryNow()}>{t().words.tryNow}</Button>}>
        <p>
          <b>{noConnection(clock(out.since))}</b> {workIsKept}
        </p>
        <p class="small muted" aria-live="off">
          {tryingAgain(seconds)}
        </p>
      </Note>
    </div>
  );
}
