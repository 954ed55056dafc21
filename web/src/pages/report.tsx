/** The report: the paper on the left; on the right words, language, identity, checks, files, and signing and sharing. */
import { useEffect, useState } from "preact/hooks";
import { address, api } from "../api/client";
import { Button, ButtonLink } from "../components/button";
import { Loading } from "../components/loading";
import { ErrorNote, Note } from "../components/note";
import { PageError } from "../components/page-error";
import { ReviewChip } from "../components/status-chip";
import type { PageProps } from "../pages";
import { Checks, Downloads, Signed } from "../report/checks";
import { Deeds } from "../report/deeds";
import { DraftForm } from "../report/draft-form";
import { PageSwitch, Paper } from "../report/paper";
import { type Desk, useReport } from "../report/use-report";
import "../styles/paper.css";
import "../styles/report.css";
import "../styles/study.css";
import { t } from "../texts";
import { day, moment } from "../texts/format";

/** How many pages the paper has, asked again with everything that changes it. */
function usePages(id: string, state: string | null): { pages: number; error: unknown } {
  const [pages, setPages] = useState(0);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (state === null) return;
    const stop = new AbortController();
    api.get<{ pages: number }>(`/studies/${id}/report/paper`, {}, stop.signal).then(
      (found) => {
        setPages(found.pages);
        setError(null);
      },
      (failure: unknown) => !stop.signal.aborted && setError(failure),
    );
    return () => stop.abort();
  }, [id, state]);
  return { pages, error };
}

function Panel({ id, desk }: { id: string; desk: Desk }) {
  const words = t().report;
  const { report } = desk;
  if (report === null) return null;
  return (
    <aside class="side right words-and-deeds" aria-label={words.panel}>
      <div tabIndex={0}>
        {desk.error !== null && <ErrorNote error={desk.error} />}
        {report.earlier.map((one) => (
          <Note key={one.number} tone="info">
            {words.earlier(one.number, one.signed_by, moment(one.signed_at))}
          </Note>
        ))}
        {report.signature === null ? <DraftForm desk={desk} /> : <Signed report={report} />}
        {report.signature === null && <Checks id={id} desk={desk} report={report} />}
        <Downloads id={id} report={report} />
      </div>
      <Deeds id={id} desk={desk} report={report} />
    </aside>
  );
}

export default function Report({ params }: PageProps) {
  const words = t().report;
  const id = params["id"] ?? "";
  const desk = useReport(id);
  const [page, setPage] = useState(1);
  const [fit, setFit] = useState(false);
  const { report, study } = desk;
  const state = report === null ? null : [report.revision, report.version, report.status, report.addenda.length].join("-");
  const { pages, error } = usePages(id, state);
  if (report === null) {
    return desk.error === null ? <Loading lines={5} /> : <PageError title={words.cannotShow} error={desk.error} actions={<ButtonLink href="/">{t().shell.toWorkList}</ButtonLink>} />;
  }
  const shown = Math.min(page, Math.max(1, pages));
  return (
    <div class="study">
      <div class="shead">
        <ButtonLink kind="ghost" icon="left" href={`/studies/${id}`} label={words.back} />
        <h1>{words.title(report.code)}</h1>
        {study?.exam_date && <span class="meta">{day(study.exam_date)}</span>}
        <ReviewChip review={report.status} />
        <span class="push" />
        <PageSwitch page={shown} pages={pages} onPage={setPage} />
        <Button size="sm" kind="ghost" pressed={fit} onPress={() => setFit(!fit)}>
          {words.fit}
        </Button>
        <a class="btn sm ghost" href={address(`/studies/${id}/report/report.html`)} target="_blank" rel="noreferrer">
          {words.asPage}
        </a>
      </div>
      <div class="sbody rep">
        <div class="desk" role="region" aria-label={words.preview} tabIndex={0}>
          {error === null ? (
            <Paper base={address(`/studies/${id}/report/paper`)} state={state ?? ""} code={report.code} page={shown} pages={pages} fit={fit} />
          ) : (
            <ErrorNote error={error} />
          )}
        </div>
        <Panel id={id} desk={desk} />
      </div>
    </div>
  );
}
