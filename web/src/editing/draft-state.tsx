/** Where the draft is kept, in one line, and what to do where another window or version went on. */

import { useEffect, useState } from "preact/hooks";
import { Button, ButtonLink } from "../components/button";
import { Note } from "../components/note";
import { duration, number } from "../texts/format";
import { t } from "../texts";
import type { EditSession } from "./session";

const EVERY_MS = 1000;

function useAgo(at: Date | null): string {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const texts = t().editing.draft;
  if (at === null) return "";
  const seconds = Math.round((Date.now() - at.getTime()) / 1000);
  return seconds < 2 ? texts.now : texts.ago(duration(seconds));
}

export function DraftState({ edit, newest }: { edit: EditSession; newest: number }) {
  const texts = t().editing;
  const keeping = edit.keeping.value;
  const ago = useAgo(keeping.state === "kept" || keeping.state === "here" ? keeping.at : null);
  if (keeping.state === "overtaken") {
    return (
      <Note tone="bad" actions={<Button size="sm" onPress={() => void edit.takeOver()}>{texts.otherWindow.load}</Button>}>
        <p>
          <b>{texts.otherWindow.title}.</b>
        </p>
        <p class="small">{texts.otherWindow.text}</p>
      </Note>
    );
  }
  if (newest !== edit.basedOn) {
    return (
      <Note tone="bad" actions={<ButtonLink size="sm" href={`/studies/${edit.study}`}>{texts.newerVersion.look}</ButtonLink>}>
        <p>
          <b>{texts.newerVersion.title}.</b>
        </p>
        <p class="small">{texts.newerVersion.text(number(edit.basedOn), number(newest))}</p>
      </Note>
    );
  }
  const [first, second] =
    keeping.state === "none" ? [texts.draft.none, texts.draft.noneHint] : keeping.state === "here" ? [texts.draft.here, texts.draft.notOnServer] : [texts.draft.kept(ago), texts.draft.stays];
  return (
    <Note tone="info" icon="disk">
      <p>
        <b>{first}</b> <span class="muted">{second}</span>
      </p>
    </Note>
  );
}
