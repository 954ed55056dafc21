/** What stands before a signature: reviewed, written, cautions. And the files. */
import { useState } from "preact/hooks";
import { address, api } from "../api/client";
import type { ReportState } from "../api/report-types";
import { Button, ButtonLink } from "../components/button";
import { Icon } from "../components/icon";
import { ErrorNote } from "../components/note";
import { t } from "../texts";
import { moment } from "../texts/format";
import type { Desk } from "./use-report";

const KINDS: Readonly<Record<string, string>> = { "analysis.json": "JSON", "measurements.csv": "CSV", "overlay.png": "PNG" };

/** What people read stands before what programs read. */
const FIRST = ["report.pdf", "report.html"];
const rank = (view: string): number => (FIRST.includes(view) ? FIRST.indexOf(view) : FIRST.length);

function Line({ ok, children }: { ok: boolean; children: string }) {
  return (
    <li class="row">
      <span class={ok ? "ok" : "warn"}>
        <Icon name={ok ? "ok" : "warn"} />
      </span>
      <span class="grow">{children}</span>
    </li>
  );
}

export function Checks({ id, desk, report }: { id: string; desk: Desk; report: ReportState }) {
  const words = t().report;
  const [error, setError] = useState<unknown>(null);
  const review = (): void => void api.post(`/studies/${id}/review`, { version: report.version }).then(desk.reload, setError);
  const hasWords = (desk.draft?.impression ?? "").trim() !== "";
  return (
    <section>
      <h2>{words.before}</h2>
      <ul class="checks">
        <Line ok={report.reviewed_by !== null}>{report.reviewed_by === null ? words.notReviewed : words.reviewed(report.reviewed_by, report.version)}</Line>
        <Line ok={hasWords}>{hasWords ? words.written : words.notWritten}</Line>
        <Line ok={report.cautions === 0}>{report.cautions === 0 ? words.noCautions : words.cautions(report.cautions)}</Line>
      </ul>
      {report.reviewed_by === null && (
        <Button size="sm" icon="eye" onPress={review}>
          {words.markReviewed}
        </Button>
      )}
      {error !== null && <ErrorNote error={error} />}
    </section>
  );
}

export function Signed({ report }: { report: ReportState }) {
  const words = t().report;
  return (
    <section class="stack-2">
      <h2>{words.impression}</h2>
      {report.impression.split("\n").map((line, index) => (
        <p key={index} class="small">
          {line}
        </p>
      ))}
      {report.note !== "" && (
        <p class="small muted">
          {words.note}: {report.note}
        </p>
      )}
      {report.addenda.length > 0 && <h2>{words.addenda}</h2>}
      {report.addenda.map((one) => (
        <p key={one.number} class="small">
          {one.number}. {moment(one.created_at)}, {one.author}: {one.text}
        </p>
      ))}
    </section>
  );
}

export function Downloads({ id, report }: { id: string; report: ReportState }) {
  const words = t().report;
  const ofFile = (view: string): string => KINDS[view] ?? (view.split(".").at(-1) ?? view).toUpperCase();
  return (
    <section>
      <h2>
        {words.download} <span class="small quiet">{report.status === "final" ? words.markedFinal : words.markedNot}</span>
      </h2>
      <div class="row wrap">
        {[...report.views].sort((one, other) => rank(one) - rank(other)).map((view) => (
          <ButtonLink key={view} size="sm" icon="download" href={address(`/studies/${id}/report/${view}`)} download>
            {ofFile(view)}
          </ButtonLink>
        ))}
      </div>
    </section>
  );
}
