/** How far a study is: one shape and one word, the same on every page. */
import type { Job, Review, StudyRow } from "../api/types";
import { t } from "../texts";
import { duration, number } from "../texts/format";
import { Chip, type Tone } from "./chip";
import { Icon, type IconName } from "./icon";
import { Progress } from "./progress";

const READINGS: Readonly<Record<Review, [Tone, IconName]>> = {
  ai: ["warn", "ai"],
  reviewed: ["info", "eye"],
  preliminary: ["info", "document"],
  final: ["ok", "sign"],
};

/** AI result, reviewed, preliminary, final: the four words of a reading. */
export function ReviewChip({ review }: { review: Review }) {
  const [tone, icon] = READINGS[review];
  return (
    <Chip tone={tone} icon={icon}>
      {t().status.reviews[review]}
    </Chip>
  );
}

export const stageWords = (stage: string | null): string => (stage === null ? null : t().status.stages[stage]) ?? t().status.working;

function Running({ job, name }: { job: Job; name: string }) {
  const percent = number(job.fraction * 100);
  return (
    <div class="running">
      <div class="row small">
        <span class="info row">
          <Icon name="spin" turning />
          {stageWords(job.stage)}
        </span>
        {job.seconds_left != null && <span class="push quiet">{t().status.left(duration(Math.ceil(job.seconds_left)))}</span>}
      </div>
      <Progress fraction={job.fraction} label={t().status.progressOf(name, percent)} />
    </div>
  );
}

type Shown = Pick<StudyRow, "status" | "review" | "job" | "patient">;

export function StatusChip({ study }: { study: Shown }) {
  const words = t().status;
  const { status, job } = study;
  if (status === "done") return <ReviewChip review={study.review ?? "ai"} />;
  if (status === "running" && job?.state === "running") return <Running job={job} name={study.patient || words.withoutCode} />;
  if (status === "queued" || status === "running") {
    const place = job?.place_in_queue ?? null;
    return <Chip icon="clock">{place === null ? words.queued : words.queuedAt(place)}</Chip>;
  }
  if (status === "failed") return <Chip tone="bad" icon="bad">{words.failed}</Chip>;
  if (status === "canceled") return <Chip icon="close">{words.canceled}</Chip>;
  if (status === "receiving") return <Chip icon="upload">{words.receiving}</Chip>;
  return <Chip tone="warn" icon="warn">{words.needsInput}</Chip>;
}
