/** Undo and redo, with how many steps each has left. */

import { Button } from "../components/button";
import { number } from "../texts/format";
import { t } from "../texts";
import type { EditSession } from "./session";

export function HistoryButtons({ session }: { session: EditSession }) {
  const texts = t().editing;
  const { changes, applied } = session.history.value;
  const ahead = changes.length - applied;
  return (
    <div class="row" role="group" aria-label={texts.history}>
      <Button size="sm" icon="undo" disabled={applied === 0} onPress={() => session.undo()}>
        {texts.undo} <span class="quiet">{number(applied)}</span>
      </Button>
      <Button size="sm" icon="redo" disabled={ahead === 0} onPress={() => session.redo()}>
        {texts.redo} <span class="quiet">{number(ahead)}</span>
      </Button>
    </div>
  );
}
