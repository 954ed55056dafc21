/** A link to the signed report: until when, with which pass phrase, showing what. */
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { api } from "../api/client";
import type { ShareRow } from "../api/report-types";
import { Button } from "../components/button";
import { Check } from "../components/choice";
import { CopyText } from "../components/copy-text";
import { Dialog } from "../components/dialog";
import { Field } from "../components/field";
import { ErrorNote, Note } from "../components/note";
import { Select } from "../components/select";
import { TextField } from "../components/text-field";
import { t } from "../texts";
import { ShareTable } from "./share-table";

const DAYS = ["1", "7", "30", "90"] as const;

export function ShareDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const words = t().report;
  const path = `/studies/${id}/shares`;
  const [days, setDays] = useState<(typeof DAYS)[number]>("7");
  const [phrase, setPhrase] = useState("");
  const [pictures, setPictures] = useState(false);
  const [named, setNamed] = useState(false);
  const [shares, setShares] = useState<ShareRow[]>([]);
  const [made, setMade] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => void api.get<ShareRow[]>(path).then(setShares, setError), [path]);
  const suggest = useCallback(() => void api.get<{ pass_phrase: string }>(`${path}/phrase`).then((found) => setPhrase(found.pass_phrase), setError), [path]);
  useEffect(() => {
    load();
    suggest();
  }, []);
  const create = (): void => {
    setBusy(true);
    setError(null);
    const body = { days: Number(days), pass_phrase: phrase.trim(), has_pictures: pictures, is_named: named };
    api
      .post<ShareRow & { path: string }>(path, body)
      .then((share) => {
        setMade(new URL(share.path, window.location.origin).href);
        load();
      }, setError)
      .finally(() => setBusy(false));
  };
  const links = useRef<HTMLHeadingElement>(null);
  const revoke = (share: ShareRow): void => {
    links.current?.focus(); // its button goes, and the focus must stay in the dialog
    api.delete(`${path}/${share.id}`).then(load, setError);
  };
  return (
    <Dialog
      title={words.shareTitle}
      onClose={onClose}
      footer={
        <>
          <span class="small quiet grow">{words.counted}</span>
          <Button onPress={onClose}>{words.done}</Button>
        </>
      }
    >
      <div class="stack">
        <div class="row wrap line-end">
          <Field label={words.expires}>
            {(control) => <Select id={control.id} value={days} options={DAYS.map((value) => ({ value, label: words.inDays(Number(value)) }))} onValue={setDays} />}
          </Field>
          <div class="grow">
            <TextField label={`${words.phrase}. ${words.phraseHint}`} value={phrase} onValue={setPhrase} autocomplete="off" />
          </div>
          <Button onPress={suggest}>{words.newPhrase}</Button>
        </div>
        <fieldset class="stack-2">
          <legend class="label">{words.shows}</legend>
          <Check checked onChecked={() => undefined} disabled>
            {words.showsReport}
          </Check>
          <Check checked={pictures} onChecked={setPictures}>
            {words.showsPictures}
          </Check>
          <Check checked={named} onChecked={setNamed}>
            {words.showsNames} {!named && <span class="quiet">{words.namesOff}</span>}
          </Check>
        </fieldset>
        {error !== null && <ErrorNote error={error} />}
        <Button kind="primary" icon="link" block busy={busy} disabled={phrase.trim() === ""} onPress={create}>
          {words.create}
        </Button>
        {made !== null && (
          <Note tone="ok" live>
            <div class="stack-2">
              <p>{words.createdText}</p>
              <CopyText text={made} label={words.createdTitle} />
            </div>
          </Note>
        )}
        <div>
          <h3 ref={links} tabIndex={-1}>
            {words.links}
          </h3>
          <ShareTable shares={shares} onRevoke={revoke} />
        </div>
      </div>
    </Dialog>
  );
}
