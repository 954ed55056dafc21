/** The findings in the order in which a reader asks: status, sentence, cautions, volumes, lesions, grade, place, gaps. */
import type { Findings, LesionText, Point } from "../api/findings";
import type { Review } from "../api/types";
import { Button } from "../components/button";
import { Icon, type IconName } from "../components/icon";
import { Note } from "../components/note";
import { number } from "../texts/format";
import { t } from "../texts";
import type { Region } from "../viewer/regions";
import { Grade } from "./grade";
import { Lesions } from "./lesions";
import { Runs } from "./runs";
import { Further, NotAssessed, Rows } from "./tables";
import { Volumes } from "./volumes";

export interface FindingsProps {
  findings: Findings;
  review: Review;
  lesion: string | null;
  marking: boolean;
  onReviewed: () => void;
  onRegion: (region: Region) => void;
  onLesion: (lesion: LesionText) => void;
  onPlace: (at: Point) => void;
}

const SIGNS: Readonly<Record<Review, IconName>> = { ai: "ai", reviewed: "eye", preliminary: "document", final: "lock" };

export function FindingsPanel(props: FindingsProps) {
  const { findings, review } = props;
  const texts = t().study;
  const [first, ...rest] = findings.impression;
  return (
    <>
      <section>
        <Note
          tone={review === "ai" ? "warn" : review === "final" ? "ok" : "info"}
          icon={SIGNS[review]}
          live
          actions={
            review === "ai" && (
              <Button size="sm" icon="check" busy={props.marking} onPress={props.onReviewed}>
                {texts.markReviewed}
              </Button>
            )
          }
        >
          <p>
            <b>{t().status.reviews[review]}.</b>
          </p>
        </Note>
        {first !== undefined && (
          <p class="lede">
            <Runs runs={first} />
          </p>
        )}
        {findings.conclusive ? (
          <Unfolding title={texts.restOfImpression} sentences={rest} />
        ) : (
          rest.map((runs, index) => (
            <p key={index} class="muted">
              <Runs runs={runs} />
            </p>
          ))
        )}
        <Cautions findings={findings} />
        {!findings.sides_known && <p class="small warn">{texts.sidesUnknown}</p>}
      </section>
      <section>
        <Volumes volumes={findings.volumes} onGo={props.onRegion} />
        {findings.expected_overlap !== null && (
          <p class="small quiet">
            {texts.overlap} {findings.expected_overlap}
          </p>
        )}
      </section>
      <Lesions lesions={findings.lesions} product={findings.product} chosen={props.lesion} onGo={props.onLesion} />
      {findings.grade !== null && <Grade grade={findings.grade} />}
      <section>
        <h2>{findings.place.title}</h2>
        <Rows rows={findings.place.rows} onGo={props.onPlace} />
        <p class="small quiet">
          {texts.declared} {findings.declared}
        </p>
      </section>
      <Further tables={findings.further} onGo={props.onPlace} />
      <NotAssessed gaps={findings.not_assessed} />
    </>
  );
}

function Unfolding({ title, sentences }: { title: string; sentences: Findings["impression"] }) {
  if (sentences.length === 0) return null;
  return (
    <details>
      <summary>
        <Icon name="right" />
        {title}
      </summary>
      <ul class="small stack-2">
        {sentences.map((runs, index) => (
          <li key={index}>
            <Runs runs={runs} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Cautions({ findings: { cautions } }: { findings: Findings }) {
  const texts = t().study;
  if (cautions.length === 0) return <p class="small quiet">{texts.noCautions}</p>;
  return (
    <details>
      <summary>
        <span class="warn">
          <Icon name="warn" />
        </span>
        <span class="grow">
          {texts.cautions(number(cautions.length))}: {cautions[0]?.cause.replace(/\.$/, "")}
        </span>
        <Icon name="down" />
      </summary>
      <ul class="small stack-2 cautions">
        {cautions.map((caution) => (
          <li key={caution.code}>
            <b>{caution.cause}</b> {caution.consequence}
          </li>
        ))}
      </ul>
    </details>
  );
}
