/** The analysis while it waits or runs, in place of the findings: stages with their seconds, time left, cancel. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import type { Job } from "../api/types";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { ErrorNote } from "../components/note";
import { Progress } from "../components/progress";
import { stageWords } from "../components/status-chip";
import { duration, percent } from "../texts/format";
import { t } from "../texts";
import { REGIONS } from "../viewer/regions";
import { Swatch } from "../viewer/words";

export function JobPanel({ study, job }: { study: string; job: Job | null }) {
  const texts = t().study;
  const canceling = useSignal(false);
  const problem = useSignal<unknown>(null);
  useEffect(() => {
    canceling.value = false;
  }, [job?.id]);
  const cancel = (): void => {
    canceling.value = true;
    api.post(`/studies/${study}/job/cancel`).catch((error: unknown) => {
      canceling.value = false;
      problem.value = error;
    });
  };
  const waits = job === null || job.state === "queued";
  const fraction = job?.fraction ?? null;
  return (
    <>
      <section role="status" aria-label={texts.analysisRunning}>
        <h2>{waits ? t().status.queued : texts.analysisRunning}</h2>
        <p class="lede">{headline(job)}</p>
        <Progress fraction={waits ? 0 : fraction} label={texts.analysisRunning} />
        <Stages job={job} />
        <div class="row">
          <Button size="sm" icon="close" busy={canceling.value} onPress={cancel}>
            {canceling.value ? texts.canceling : texts.cancel}
          </Button>
          <span class="small quiet">{texts.mayLeave}</span>
        </div>
        {problem.value !== null && <ErrorNote error={problem.value} />}
      </section>
      <section>
        <h2>{texts.findings}</h2>
        <table class="dense plain" aria-busy="true">
          <tbody>
            {REGIONS.map((region) => (
              <tr key={region}>
                <th scope="row">
                  <Swatch region={region} /> <b>{region}</b>
                </th>
                <td class="num">
                  <span class="skel" style={{ width: "30px" }} />
                </td>
                <td class="num">
                  <span class="skel" style={{ width: "76px" }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function headline(job: Job | null): string {
  const texts = t().study;
  if (job === null || job.state === "queued") return texts.analysisWaits(String(job?.place_in_queue ?? 1));
  return job.seconds_left == null ? texts.beingAnalyzed : texts.secondsLeft(duration(Math.ceil(job.seconds_left)));
}

function Stages({ job }: { job: Job | null }) {
  if (job === null) return null;
  return (
    <ol class="stages">
      {job.stages.map((one, index) => (
        <li key={index} class="done">
          <Icon name="ok" />
          <span>{stageWords(one.stage)}</span>
          <span class="quiet">{duration(Math.round(one.seconds * 10) / 10)}</span>
        </li>
      ))}
      {job.state === "running" && job.stage !== null && (
        <li class="now">
          <Icon name="spin" turning />
          <span>{stageWords(job.stage)}</span>
          <span class="quiet">{job.fraction === null ? "" : percent(job.fraction)}</span>
        </li>
      )}
    </ol>
  );
}
