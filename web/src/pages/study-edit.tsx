/** Correcting the mask of a study: tools on the left, what changed on the right. Every stroke is kept at once. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { ButtonLink } from "../components/button";
import { Chip } from "../components/chip";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { PageError } from "../components/page-error";
import { drawnSlices, ends, fillBetween } from "../editing/between";
import { Recorder } from "../editing/change";
import { ChangeFacts, ChangeTable } from "../editing/change-table";
import { DraftState } from "../editing/draft-state";
import { HistoryButtons } from "../editing/history-buttons";
import { editingKeys } from "../editing/keys";
import { type Choice, inkFor } from "../editing/pens";
import { SavePanel } from "../editing/save-panel";
import { useSaving } from "../editing/saving";
import { type Showing, ToolPanel } from "../editing/tool-panel";
import { useDrawing } from "../editing/use-drawing";
import { useEdit } from "../editing/use-edit";
import type { PageProps } from "../pages";
import { url } from "../router";
import { footText } from "../state/foot";
import { useKeys } from "../state/keys";
import { toast } from "../state/toasts";
import { StudyHeader } from "../study/header";
import { shownVersion, useStudy } from "../study/use-study";
import { beginAtTumor, placeQuery, useViewer } from "../study/use-viewer";
import { clock, number } from "../texts/format";
import { t } from "../texts";
import { viewingKeys } from "../viewer/keys";
import { savePicture } from "../viewer/picture";
import { sliceAt } from "../viewer/plane";
import { NUMBER_OF } from "../viewer/regions";
import { Tiles } from "../viewer/tiles";
import { Toolbar } from "../viewer/toolbar";
import "../styles/study.css";
import "../styles/findings.css";
import "../styles/viewer.css";
import "../styles/editing.css";

const FIRST: Choice = { tool: "brush", tissue: "ED", radius: 3, protects: true };

export default function StudyEditPage({ params, query }: PageProps) {
  const id = params["id"] ?? "";
  const texts = t().editing;
  const { state } = useStudy(id, null);
  const viewer = useViewer(id, query);
  const newest = shownVersion(state.versions, null);
  const { session, error, restored } = useEdit(viewer, id, newest?.number ?? null);
  const saving = useSaving(session);
  const choice = useSignal<Choice>(FIRST);
  const showing = useSignal<Showing>("edited");
  const told = useSignal("");
  const asked = useRef(query.get("at")); // the address follows the crosshair from then on
  useEffect(() => {
    viewer.sidesKnown.value = state.findings?.sides_known ?? true;
  }, [state.findings]);

  useDrawing(viewer, session, choice, showing, (what) => (told.value = t().editing[what]));
  useEffect(() => {
    told.value = "";
  }, [choice.value.tool]);
  useEffect(() => {
    if (session !== null && asked.current === null) beginAtTumor(viewer);
    if (restored > 0) toast(texts.restored(number(restored)));
  }, [session]);
  const keeping = session?.keeping.value;
  useEffect(() => {
    footText.value = keeping?.state === "kept" || keeping?.state === "here" ? texts.draft.foot(clock(keeping.at)) : "";
  }, [keeping, texts]);

  const between = (): void => {
    const at = viewer.at.peek();
    if (session === null || at === null) return;
    const plane = viewer.planeOf(session.base, viewer.large.peek());
    const { changes, applied } = session.history.peek();
    const label = NUMBER_OF[choice.peek().tissue];
    const found = ends(drawnSlices(changes.slice(0, applied), label, plane), sliceAt(plane, at));
    if (found === null) {
      told.value = texts.betweenNeeds;
      return;
    }
    told.value = "";
    const recorder = new Recorder(session.labels);
    fillBetween(recorder, session.labels, plane, found, inkFor({ ...choice.peek(), tool: "brush" }));
    session.add(recorder.done("between", label));
  };
  const picture = (): void =>
    void savePicture(viewer, `${state.row?.patient ?? ""} ${t().viewer.picture}`.trim(), {
      plane: t().viewer.planes[viewer.large.peek()],
      slice: t().viewer.slice,
      status: t().study.pictureStatus(texts.notSaved),
    });
  useKeys(t().viewer.keys.title, viewingKeys(viewer, picture));
  useKeys(texts.keys.title, editingKeys({ choice, showing, session, onBetween: between, onSave: saving.save }));

  const row = state.row;
  if (state.error !== null && row === null) return <PageError title={t().study.deletedTitle} error={state.error} actions={<ButtonLink href="/">{t().shell.toWorkList}</ButtonLink>} />;
  if (row === null) return <Loading lines={6} />;
  const back = <ButtonLink href={`/studies/${id}${placeQuery(url.value)}`}>{texts.leave}</ButtonLink>;
  if (row.review === "final") return <PageError title={texts.signed} error={new Error(t().study.readOnly)} actions={back} />;
  const changed = session !== null && session.history.value.changes.length > 0;
  return (
    <div class="study">
      <StudyHeader
        row={row}
        chip={
          <Chip tone={changed ? "warn" : "plain"} icon="edit">
            {changed ? texts.notSaved : texts.unchanged}
          </Chip>
        }
      >
        <ButtonLink icon="close" href={`/studies/${id}${placeQuery(url.value)}`}>
          {texts.leave}
        </ButtonLink>
      </StudyHeader>
      <div class="sbody edit">
        <aside class="side left" aria-label={texts.keys.title}>
          <ToolPanel viewer={viewer} choice={choice} showing={showing} told={told.value} onBetween={between} />
        </aside>
        <section class="viewer" aria-label={t().viewer.title}>
          <Toolbar viewer={viewer} onPicture={picture} measures={false} before={session !== null && <HistoryButtons session={session} />} />
          <Tiles viewer={viewer} />
        </section>
        <aside class="side right" aria-label={texts.change} tabIndex={0}>
          {error !== null && <ErrorNote error={error} actions={back} />}
          {session === null ? (
            error === null && (newest === null && state.row !== null && state.versions.length === 0 ? <p class="muted">{texts.noMask}</p> : <Loading lines={6} />)
          ) : (
            <>
              <section>
                <DraftState edit={session} newest={newest?.number ?? session.basedOn} />
              </section>
              <ChangeTable edit={session} />
              <ChangeFacts edit={session} />
              <SavePanel edit={session} versions={state.versions} saving={saving.busy} problem={saving.problem} onSave={saving.save} onDiscard={saving.discard} />
            </>
          )}
        </aside>
      </div>
    </div>
  );
}
