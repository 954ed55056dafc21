/** Upload: what was received, what stands in the way with its cure, the files with their evidence, and Analyze. */
import { useEffect } from "preact/hooks";
import { Icon } from "../components/icon";
import { Loading } from "../components/loading";
import { PageError } from "../components/page-error";
import { Button } from "../components/button";
import type { PageProps } from "../pages";
import { navigate } from "../router";
import { dropped } from "../state/dropped";
import { useKeys } from "../state/keys";
import { t } from "../texts";
import { Analyze, Checks, useAnalyze } from "../upload/checks";
import { DropArea } from "../upload/drop-area";
import { FileTable } from "../upload/file-table";
import { ProblemNotes } from "../upload/problem-notes";
import { forget, isSending, sendInto, sendings, studyFor } from "../upload/sender";
import { StudyCard } from "../upload/study-card";
import { useUpload } from "../upload/use-intake";
import { filesIn, type Found } from "../upload/walk";
import "../styles/upload.css";

function Steps({ at }: { at: 1 | 2 | 3 }) {
  const words = t().upload;
  const names = [words.stepReceive, words.stepConfirm, words.stepAnalyze];
  return (
    <ol class="row small steps" aria-label={words.steps}>
      {names.map((name, index) => (
        <li key={name} class={index + 1 < at ? "ok" : index + 1 > at ? "quiet" : ""} aria-current={index + 1 === at ? "step" : undefined}>
          {index > 0 && <Icon name="right" />}
          {index + 1 < at ? <Icon name="ok" /> : null} {index + 1 === at ? <b>{`${index + 1} ${name}`}</b> : index + 1 < at ? name : `${index + 1} ${name}`}
        </li>
      ))}
    </ol>
  );
}

/** Leaving while files are on their way is asked about by the browser. */
function useGuard(): void {
  useEffect(() => {
    const guard = (event: BeforeUnloadEvent): void => {
      if (isSending()) event.preventDefault();
    };
    window.addEventListener("beforeunload", guard);
    return () => window.removeEventListener("beforeunload", guard);
  }, []);
}

export default function UploadPage({ params }: PageProps) {
  const id = params["id"] ?? null;
  const words = t().upload;
  const upload = useUpload(id);
  const analyze = useAnalyze(id ?? "");
  const { intake, study } = upload;
  useGuard();
  const take = (found: Found[]): void => {
    if (found.length === 0) return;
    void studyFor(id).then((made) => {
      sendInto(made, found);
      if (made !== id) navigate(`/upload/${made}`, { replace: true });
    });
  };
  useEffect(() => {
    if (id === null && !isSending()) forget();
    if (dropped.value.length === 0) return;
    const entries = dropped.value;
    dropped.value = [];
    void filesIn(entries).then(take);
  }, [id]);
  useKeys(words.title, [{ keys: "Ctrl+Enter", label: words.analyze, inFields: true, run: () => intake?.ready && !analyze.busy && analyze.begin() }]);
  if (upload.error !== null && intake === null)
    return <PageError title={words.failedToLoad} error={upload.error} actions={<Button kind="primary" onPress={upload.reload}>{t().words.tryAgain}</Button>} />;
  const files = intake?.files ?? [];
  const has = files.length > 0 || sendings.value.some((one) => one.study === id);
  const startOver = (): void => {
    forget();
    upload.startOver();
  };
  return (
    <div class="page">
      <div class="head">
        <h1>{words.title}</h1>
        <Steps at={files.length === 0 ? 1 : intake?.ready === true ? 3 : 2} />
      </div>
      <div class={has ? "upload-columns" : ""}>
        <div class="stack">
          <DropArea count={files.length} onFiles={take} onStartOver={files.length > 0 ? startOver : null} />
          {intake && <ProblemNotes problems={files.length > 0 ? intake.problems : []} files={files} busy={upload.busy} cure={upload.cure} />}
          {files.length > 0 && <FileTable files={files} choose={upload.choose} />}
          {has && files.length === 0 && (
            <div class="card" role="status">
              <p class="small quiet">{words.looking}</p>
              <Loading lines={4} />
            </div>
          )}
        </div>
        {id !== null && study && intake && has && (
          <aside class="stack" aria-label={words.study}>
            <StudyCard study={study} declare={upload.declare} isSuggested={study.patient !== "" && study.patient === intake.suggested_patient} />
            <Checks intake={intake} />
            <Analyze intake={intake} busy={upload.busy} analyze={analyze} />
          </aside>
        )}
      </div>
    </div>
  );
}
