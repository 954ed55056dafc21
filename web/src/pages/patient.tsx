/** A patient over time: what changed between two dates, with plots from zero, categories beside their rules, tables. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { Exam, FollowUp, Patient as Found } from "../api/patient-types";
import { ButtonLink } from "../components/button";
import { Empty } from "../components/empty";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { PageError } from "../components/page-error";
import { Select } from "../components/select";
import { ReviewChip } from "../components/status-chip";
import type { PageProps } from "../pages";
import { Plots, Rules, Sentences, Table } from "../patient/told";
import { setQuery } from "../router";
import { language } from "../state/language";
import "../styles/findings.css";
import "../styles/patient.css";
import "../styles/study.css";
import { t } from "../texts";
import { day, measured } from "../texts/format";

function Strip({ exams }: { exams: readonly Exam[] }) {
  return (
    <nav class="exam-strip wide" aria-label={t().patient.dates}>
      {exams.map((exam) => (
        <a key={exam.study} class="btn" href={`/studies/${exam.study}`} title={t().patient.choose}>
          <span>{exam.exam_date === null ? t().patient.undated : day(exam.exam_date)}</span>
          {exam.whole_tumor_ml !== null && <span class="small quiet">{measured(exam.whole_tumor_ml.value, "ml", exam.whole_tumor_ml)}</span>}
          {exam.review !== null && <ReviewChip review={exam.review} />}
        </a>
      ))}
    </nav>
  );
}

function Told({ code, a, b }: { code: string; a: string; b: string }) {
  const [told, setTold] = useState<FollowUp | null>(null);
  const [error, setError] = useState<unknown>(null);
  const spoken = language.value;
  useEffect(() => {
    const stop = new AbortController();
    setTold(null);
    setError(null);
    api
      .get<FollowUp>(`/patients/${encodeURIComponent(code)}/follow-up`, { a, b, language: spoken }, stop.signal)
      .then(setTold, (failure: unknown) => !stop.signal.aborted && setError(failure));
    return () => stop.abort();
  }, [code, a, b, spoken]);
  if (error !== null) return <ErrorNote error={error} />;
  if (told === null) {
    return (
      <div>
        <p class="quiet small">{t().patient.comparing}</p>
        <Loading lines={5} />
      </div>
    );
  }
  return (
    <>
      <div class="column">
        <Sentences told={told} />
        <Rules told={told} />
      </div>
      <div class="column">
        <Plots told={told} />
      </div>
      <div class="column wide">
        <Table table={told.change} />
        {told.lesions !== null && <Table table={told.lesions} />}
        <Table table={told.examinations} />
      </div>
    </>
  );
}

export default function Patient({ params, query }: PageProps) {
  const words = t().patient;
  const code = params["code"] ?? "";
  const [patient, setPatient] = useState<Found | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void api.get<Found>(`/patients/${encodeURIComponent(code)}`).then(setPatient, setError), [code]);
  if (error !== null) return <PageError title={words.cannotShow} error={error} actions={<ButtonLink href="/patients">{words.listTitle}</ButtonLink>} />;
  if (patient === null) return <Loading lines={5} />;
  const options = patient.exams.flatMap(({ study, exam_date }) => (exam_date === null ? [] : [{ value: study, label: day(exam_date) }]));
  const a = query.get("a") ?? options[0]?.value ?? "";
  const b = query.get("b") ?? options.at(-1)?.value ?? "";
  return (
    <div class="study">
      <div class="shead">
        <ButtonLink kind="ghost" icon="left" href="/patients" label={words.back} />
        <h1>{patient.code}</h1>
        <span class="meta">{words.examsOver(patient.exams.length)}</span>
        <span class="push" />
        {options.length > 1 && (
          <>
            <Select label={words.from} value={a} options={options} onValue={(value) => setQuery({ a: value })} />
            <span class="quiet">{words.against}</span>
            <Select label={words.against} value={b} options={options} onValue={(value) => setQuery({ b: value })} />
          </>
        )}
      </div>
      <div class="follow-page" tabIndex={0} role="region" aria-label={t().titles.patient}>
        <Strip exams={patient.exams} />
        {options.length > 1 ? (
          <Told code={patient.code} a={a} b={b} />
        ) : (
          <div class="wide">
            <Empty title={words.oneDate} icon="patients">
              <p>{words.oneDateText}</p>
            </Empty>
          </div>
        )}
      </div>
    </div>
  );
}
