/** What the images do not tell: patient, date, age, treatment; kept as soon as a field is left. */
import { useEffect, useState } from "preact/hooks";
import type { StudyRow } from "../api/types";
import { Radios } from "../components/choice";
import { TextField } from "../components/text-field";
import { t } from "../texts";
import type { Upload } from "./use-intake";

const OLDEST = 130;

/** A field's text, which follows the server until the person types, and goes there when the field is left. */
function useText(kept: string, keep: (text: string) => void): { value: string; onValue: (text: string) => void; leave: () => void } {
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => setTyped(null), [kept]);
  return {
    value: typed ?? kept,
    onValue: setTyped,
    leave: () => {
      if (typed !== null && typed !== kept) keep(typed);
    },
  };
}

export function StudyCard({ study, declare, isSuggested }: { study: StudyRow; declare: Upload["declare"]; isSuggested: boolean }) {
  const words = t().upload;
  const patient = useText(study.patient, (text) => declare({ patient: text.trim() }));
  const date = useText(study.exam_date ?? "", (text) => declare({ exam_date: text === "" ? null : text }));
  const age = useText(study.age_years === null ? "" : String(study.age_years), (text) => {
    const years = Number(text);
    if (text === "" || (years >= 0 && years <= OLDEST)) declare({ age_years: text === "" ? null : years });
  });
  const isOff = age.value !== "" && !(Number(age.value) >= 0 && Number(age.value) <= OLDEST);
  const treated = study.treated === null ? "unknown" : study.treated ? "yes" : "no";
  return (
    <section class="card stack study-card" aria-labelledby="study-card">
      <h2 id="study-card">{words.study}</h2>
      <div onFocusOut={patient.leave}>
        <TextField label={words.patient} value={patient.value} onValue={patient.onValue} maxLength={80} autocomplete="off" hint={isSuggested ? words.patientFromName : words.patientHint} />
      </div>
      <div class="cols-date">
        <div onFocusOut={date.leave}>
          <TextField type="date" label={words.examDate} value={date.value} onValue={date.onValue} />
        </div>
        <div onFocusOut={age.leave}>
          <TextField type="number" label={words.age} value={age.value} onValue={age.onValue} error={isOff ? words.ageRange : null} />
        </div>
      </div>
      <Radios
        legend={words.treated}
        value={treated}
        options={[
          { value: "no", label: words.no },
          { value: "unknown", label: words.notKnown },
          { value: "yes", label: words.yesNoGrade },
        ]}
        onValue={(value) => declare({ treated: value === "unknown" ? null : value === "yes" })}
      />
    </section>
  );
}
