/** The right side of a study: its findings, the analysis while it runs, or why there are none. */
import type { Version } from "../api/findings";
import { Button } from "../components/button";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { setQuery } from "../router";
import { number } from "../texts/format";
import { t } from "../texts";
import { EndedPanel } from "./ended-panel";
import { FindingsPanel } from "./findings-panel";
import type { Going } from "./going";
import { JobPanel } from "./job-panel";
import { shownVersion, type StudyState } from "./use-study";

export interface SideProps {
  study: string;
  state: StudyState;
  version: Version | null;
  going: Going;
  marking: boolean;
  onReviewed: () => void;
  onStarted: () => void;
}

export function SidePanel(props: SideProps) {
  const { study, state, version, going } = props;
  const { row, findings, findingsError } = state;
  if (row === null) return <Loading lines={6} />;
  if (row.status === "running" || row.status === "queued") return <JobPanel study={study} job={state.job} />;
  if (version === null) return <EndedPanel row={row} onStarted={props.onStarted} />;
  return (
    <>
      <Older versions={state.versions} shown={version} />
      {findings !== null ? (
        <FindingsPanel
          findings={findings}
          review={row.review ?? "ai"}
          lesion={going.lesion.value}
          marking={props.marking}
          onReviewed={props.onReviewed}
          onRegion={going.toRegion}
          onLesion={going.toLesion}
          onPlace={going.toPlace}
        />
      ) : findingsError !== null ? (
        <ErrorNote error={findingsError} />
      ) : (
        <Loading lines={6} />
      )}
    </>
  );
}

function Older({ versions, shown }: { versions: readonly Version[]; shown: Version }) {
  const newest = shownVersion(versions, null);
  if (newest === null || newest.number === shown.number) return null;
  const texts = t().study;
  return (
    <p class="small">
      {texts.older(number(shown.number), number(newest.number))}{" "}
      <Button size="sm" onPress={() => setQuery({ v: null })}>
        {texts.toNewest}
      </Button>
    </p>
  );
}
