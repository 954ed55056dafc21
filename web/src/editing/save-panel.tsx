/** Saving the draft as the next version, throwing it away, and the versions that there are. */

import { useSignal } from "@preact/signals";
import type { Version } from "../api/findings";
import { Button } from "../components/button";
import { Chip } from "../components/chip";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icon";
import { ErrorNote } from "../components/note";
import { moment, number } from "../texts/format";
import { t } from "../texts";
import type { EditSession } from "./session";

export interface SavePanelProps {
  edit: EditSession;
  versions: readonly Version[];
  saving: boolean;
  problem: unknown;
  onSave: () => void;
  onDiscard: () => void;
}

export function SavePanel({ edit, versions, saving, problem, onSave, onDiscard }: SavePanelProps) {
  const texts = t().editing;
  const asks = useSignal(false);
  const { applied, changes } = edit.history.value;
  const newest = Math.max(...versions.map((one) => one.number));
  return (
    <>
      <section>
        <h2>{texts.saveAs(number(newest + 1))}</h2>
        {problem !== null && <ErrorNote error={problem} />}
        <div class="row wrap">
          <Button kind="primary" icon="check" busy={saving} why={applied === 0 ? texts.nothingToSave : null} onPress={onSave}>
            {texts.save}
          </Button>
          <Button kind="ghost" icon="trash" why={changes.length === 0 ? texts.nothingToSave : null} onPress={() => (asks.value = true)}>
            {texts.discard}
          </Button>
        </div>
        <p class="small quiet">{texts.follow(number(newest))}</p>
      </section>
      <section>
        <h2>{texts.versions}</h2>
        <ul class="versions">
          {changes.length > 0 && (
            <li class="row">
              <Icon name="edit" />
              <b class="grow">{texts.draftRow}</b>
              <Chip tone="warn" icon="disk">
                {texts.draftChip}
              </Chip>
            </li>
          )}
          {versions.toReversed().map((version) => (
            <li key={version.number} class="row">
              <Icon name={version.kind === "automatic" ? "ai" : "eye"} />
              <span class="grow">
                <b>{t().study.version(number(version.number))}</b>
                <br />
                <span class="small quiet">
                  {t().study.kinds[version.kind]}, {version.author}, {moment(version.created_at)}
                </span>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {asks.value && (
        <Dialog
          title={texts.discardTitle}
          onClose={() => (asks.value = false)}
          footer={
            <>
              <Button onPress={() => (asks.value = false)}>{t().words.cancel}</Button>
              <Button
                kind="danger-solid"
                onPress={() => {
                  asks.value = false;
                  onDiscard();
                }}
              >
                {texts.discard}
              </Button>
            </>
          }
        >
          <p>{texts.discardText(number(changes.length))}</p>
        </Dialog>
      )}
    </>
  );
}
