/** A study: pictures in the middle, what is drawn on the left, what was found on the right. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import { Button, ButtonLink } from "../components/button";
import { Dialog } from "../components/dialog";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { PageError } from "../components/page-error";
import type { PageProps } from "../pages";
import { navigate } from "../router";
import { footText } from "../state/foot";
import { useKeys } from "../state/keys";
import { toast } from "../state/toasts";
import { StudyActions } from "../study/actions";
import { useGoing } from "../study/going";
import { StudyHeader } from "../study/header";
import { SidePanel } from "../study/side-panel";
import { shownVersion, useStudy } from "../study/use-study";
import { useFindingsOn, useLabels, useViewer } from "../study/use-viewer";
import { t } from "../texts";
import { readingKeys, viewingKeys } from "../viewer/keys";
import { Layers } from "../viewer/layers";
import { savePicture } from "../viewer/picture";
import { Tiles } from "../viewer/tiles";
import { Toolbar } from "../viewer/toolbar";
import "../styles/study.css";
import "../styles/findings.css";
import "../styles/viewer.css";

export default function StudyPage({ params, query }: PageProps) {
  const id = params["id"] ?? "";
  const texts = t().study;
  const { state, reload } = useStudy(id, query.get("v"));
  const viewer = useViewer(id, query);
  const version = shownVersion(state.versions, query.get("v"));
  useLabels(viewer, id, version?.number ?? null, query.get("at"));
  useFindingsOn(viewer, state.findings);
  const going = useGoing(viewer, state.findings?.lesions ?? []);
  const marking = useSignal(false);
  const problem = useSignal<unknown>(null);
  const sheet = useSignal(false);
  const row = state.row;
  const running = row?.status === "running" || row?.status === "queued";
  useEffect(() => {
    footText.value = running ? texts.picturesReady : "";
  }, [running, texts]);

  const picture = (): void => {
    const status = row?.review === null || row?.review === undefined ? "" : t().status.reviews[row.review];
    void savePicture(viewer, `${row?.patient ?? ""} ${t().viewer.picture}`.trim(), {
      plane: t().viewer.planes[viewer.large.peek()],
      slice: t().viewer.slice,
      status: texts.pictureStatus(status),
    });
  };
  const markReviewed = (): void => {
    marking.value = true;
    problem.value = null;
    api
      .post(`/studies/${id}/review`, { version: version?.number })
      .then(reload)
      .then(() => toast(texts.reviewedNote, { label: texts.report, run: () => navigate(`/studies/${id}/report`) }))
      .catch((error: unknown) => (problem.value = error))
      .finally(() => (marking.value = false));
  };
  const remove = (): void => {
    api
      .delete(`/studies/${id}`)
      .then(() => {
        navigate("/");
        toast(texts.removed, { label: t().words.undo, run: () => void api.post(`/studies/${id}/restore`).then(() => navigate(`/studies/${id}`)) });
      })
      .catch((error: unknown) => (problem.value = error));
  };

  useKeys(t().viewer.keys.title, [
    ...viewingKeys(viewer, picture),
    ...readingKeys(viewer),
    { keys: "N", label: texts.keys.lesion, run: () => going.toNextLesion(1) },
    { keys: "Shift+N", label: texts.keys.lesionBack, run: () => going.toNextLesion(-1) },
    { keys: "G", label: texts.keys.grade, run: () => document.getElementById("grade")?.focus() },
    { keys: "E", label: texts.keys.edit, run: () => version !== null && navigate(`/studies/${id}/edit`) },
  ]);

  if (state.error !== null && row === null) return <PageError title={texts.deletedTitle} error={state.error} actions={<ButtonLink href="/">{t().shell.toWorkList}</ButtonLink>} />;
  if (row === null) return <Loading lines={6} />;
  const layers = <Layers viewer={viewer} study={id} version={version?.number ?? null} />;
  return (
    <div class="study">
      <StudyHeader row={running ? { ...row, job: state.job ?? row.job } : row}>
        <StudyActions study={id} versions={state.versions} shown={version} onRemove={remove} />
      </StudyHeader>
      <div class="sbody">
        <aside class="side left" aria-label={t().viewer.layers}>
          {layers}
        </aside>
        <section class="viewer" aria-label={t().viewer.title}>
          <Toolbar
            viewer={viewer}
            onPicture={picture}
            before={
              <span class="tablet-only">
                <Button size="sm" icon="eye" popup="dialog" onPress={() => (sheet.value = true)}>
                  {t().viewer.layers}
                </Button>
              </span>
            }
          />
          <Tiles viewer={viewer} />
        </section>
        <aside class="side right fade" aria-label={texts.findings} tabIndex={0}>
          {problem.value !== null && <ErrorNote error={problem.value} />}
          <SidePanel study={id} state={state} version={version} going={going} marking={marking.value} onReviewed={markReviewed} onStarted={() => void reload()} />
        </aside>
      </div>
      {sheet.value && (
        <Dialog title={t().viewer.layers} onClose={() => (sheet.value = false)}>
          <div class="sheet">{layers}</div>
        </Dialog>
      )}
    </div>
  );
}
