/** A shared report: for anybody with the link and its pass phrase, without an account. */
import { useEffect, useState } from "preact/hooks";
import { address, api } from "../api/client";
import type { SharedReport } from "../api/report-types";
import { Brand } from "../components/brand";
import { Button, ButtonLink } from "../components/button";
import { ReviewChip } from "../components/status-chip";
import type { PageProps } from "../pages";
import { PageSwitch, Paper } from "../report/paper";
import { Ended, Locked } from "../shared/locked";
import "../styles/paper.css";
import "../styles/report.css";
import "../styles/study.css";
import { t } from "../texts";
import { day, moment } from "../texts/format";

const KINDS: Readonly<Record<string, string>> = { "report.pdf": "PDF", "report.html": "HTML", "overlay.png": "PNG" };

function Open({ token, report, onBroken }: { token: string; report: SharedReport; onBroken: () => void }) {
  const words = t().shared;
  const [page, setPage] = useState(1);
  const [fit, setFit] = useState(false);
  const code = report.code ?? "";
  return (
    <div class="shared-page">
      <header class="shead row wrap">
        <Brand />
        <h1>{words.reportOf(code)}</h1>
        {report.exam_date !== null && <span class="meta">{day(report.exam_date)}</span>}
        <ReviewChip review="final" />
        <span class="push" />
        <PageSwitch page={page} pages={report.pages} onPage={setPage} />
        <Button size="sm" kind="ghost" pressed={fit} onPress={() => setFit(!fit)}>
          {t().report.fit}
        </Button>
        {report.views.map((view) => (
          <ButtonLink key={view} size="sm" icon="download" href={address(`/shared/${token}/${view}`)} download>
            {KINDS[view] ?? view}
          </ButtonLink>
        ))}
        <a class="btn sm ghost" href={address(`/shared/${token}/report.html`)} target="_blank" rel="noreferrer">
          {t().report.asPage}
        </a>
      </header>
      <main id="main" class="desk" tabIndex={0}>
        <Paper base={address(`/shared/${token}/paper`)} state={String(report.addenda)} code={code} page={page} pages={report.pages} fit={fit} onBroken={onBroken} />
      </main>
      <footer class="foot">
        <span>{t().shell.notADevice}</span>
        <span class="push">
          {report.signed_by !== null && report.signed_at !== null && words.signed(report.signed_by, moment(report.signed_at))}
          {report.addenda > 0 && `, ${words.withAddenda}`}
        </span>
        <span>{words.until(day(report.expires_at))}</span>
      </footer>
    </div>
  );
}

export default function Shared({ params }: PageProps) {
  const token = params["token"] ?? "";
  const [report, setReport] = useState<SharedReport | null>(null);
  const [ended, setEnded] = useState<unknown>(null);
  const look = (): void => void api.get<SharedReport>(`/shared/${encodeURIComponent(token)}`).then(setReport, setEnded);
  useEffect(look, [token]);
  if (ended !== null) return <Ended error={ended} />;
  if (report === null) return null;
  return (
    <div id="page">
      {report.is_open ? (
        <Open token={token} report={report} onBroken={look} />
      ) : (
        <Locked token={token} until={report.expires_at} onOpen={setReport} onEnded={setEnded} />
      )}
    </div>
  );
}
