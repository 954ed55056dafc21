/** What the reader writes and chooses. */
import type { Desk } from "./use-report";
import { Button } from "../components/button";
import { Field } from "../components/field";
import { Select } from "../components/select";
import { t } from "../texts";
import { clock } from "../texts/format";

export function DraftForm({ desk }: { desk: Desk }) {
  const words = t().report;
  const { draft, report, change } = desk;
  if (draft === null || report === null) return null;
  const state = desk.saving ? words.saving : desk.dirty ? words.notSaved : report.written_at === null ? "" : words.saved(clock(report.written_at));
  const area = (name: "impression" | "note", rows: number) => (control: object) => (
    <textarea {...control} rows={rows} maxLength={name === "note" ? 2000 : 4000} value={draft[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />
  );
  return (
    <section class="stack-2">
      <Field label={words.impression} hint={words.impressionHint}>
        {area("impression", 5)}
      </Field>
      <div class="row wrap">
        {draft.impression !== report.made_impression && draft.language === report.language && (
          <Button size="sm" kind="ghost" icon="undo" onPress={() => change({ impression: report.made_impression })}>
            {words.fromFindings}
          </Button>
        )}
        <span class="push small quiet" role="status">
          {state}
        </span>
      </div>
      <Field label={`${words.note} (${t().words.optional})`} hint={words.noteHint}>
        {area("note", 2)}
      </Field>
      <div class="row wrap line-end">
        <div class="grow">
          <Field label={words.language}>
            {(control) => (
              <Select
                id={control.id}
                value={draft.language}
                options={[
                  { value: "en", label: "English" },
                  { value: "es", label: "Español" },
                ]}
                onValue={(language) => change({ language })}
              />
            )}
          </Field>
        </div>
        <div class="grow">
          <Field label={words.identity}>
            {(control) => (
              <Select
                id={control.id}
                value={draft.is_named ? "named" : "coded"}
                options={[
                  { value: "coded", label: words.coded },
                  { value: "named", label: words.named },
                ]}
                onValue={(shown) => change({ is_named: shown === "named" })}
              />
            )}
          </Field>
        </div>
      </div>
    </section>
  );
}
