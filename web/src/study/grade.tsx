/** The class that the imaging resembles, on a scale with the zone in which neither is said. */
import type { GradeText } from "../api/findings";
import { number } from "../texts/format";
import { t } from "../texts";

export function Grade({ grade }: { grade: GradeText }) {
  const texts = t().study;
  const { probability, undetermined, resembles, interval } = grade;
  const part = (share: number): string => `${100 * share}%`;
  return (
    <section id="grade" tabIndex={-1}>
      <h2>
        {texts.grade} <span class="small quiet plain-weight">{texts.notHistology}</span>
      </h2>
      {probability === null || undetermined === null || resembles === null ? (
        <p class="small muted">
          {t().words.notAssessed}: {grade.reason}
        </p>
      ) : (
        <>
          <p class="row between">
            <span class="fact">{texts.gradeWords[resembles]}</span>
            <span>
              <b>{grade.text}</b> {interval !== null && <span class="muted">({interval.text})</span>}
            </span>
          </p>
          <div class="scale" role="img" aria-label={texts.gradeScale(grade.text ?? "", number(undetermined[0], 2), number(undetermined[1], 2))}>
            <span class="und" style={{ left: part(undetermined[0]), width: part(undetermined[1] - undetermined[0]) }} />
            {interval !== null && <i style={{ left: part(interval.low), width: part(interval.high - interval.low) }} />}
            <b style={{ left: part(probability) }} />
          </div>
          <p class="row between small quiet">
            <span>{grade.ends[0]}</span>
            <span>{texts.undetermined(number(undetermined[0], 2), number(undetermined[1], 2))}</span>
            <span>{grade.ends[2]}</span>
          </p>
          <p class="small muted">
            {grade.sentences.join(" ")} {texts.tissueDecides}
          </p>
        </>
      )}
    </section>
  );
}
