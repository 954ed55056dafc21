/** What stands in the cells of a study's row; a missing value says why in words. */
import { useState } from "preact/hooks";
import type { StudyRow as Row } from "../api/types";
import { Icon, type IconName } from "../components/icon";
import { t } from "../texts";
import { percent, quantity, range } from "../texts/format";
import { wordsOfProblem } from "../texts/problem";

const SIGNS: Partial<Readonly<Record<Row["status"], IconName>>> = { failed: "bad", "needs-input": "warn", receiving: "upload", canceled: "close" };

export function Thumb({ row }: { row: Row }) {
  const [isMissing, setMissing] = useState(false);
  if (row.thumbnail === null || row.status !== "done" || isMissing)
    return (
      <span class="thumb none" aria-hidden="true">
        <Icon name={isMissing ? "eye-off" : (SIGNS[row.status] ?? "clock")} />
      </span>
    );
  return <img class="thumb" src={`${row.thumbnail}?v=${row.version ?? 0}`} alt="" width={40} height={40} loading="lazy" onError={() => setMissing(true)} />;
}

export function Place({ row }: { row: Row }) {
  const words = t().workList;
  if (row.problem && (row.status === "failed" || row.status === "needs-input"))
    return <span class={row.status === "failed" ? "bad" : "warn"}>{wordsOfProblem(row.problem).text}</span>;
  if (row.status !== "done") return <Unknown />;
  if (row.lesions === 0) return <>{words.noTumor}</>;
  const parts = [
    row.side === null ? null : (words.sides[row.side] ?? row.side),
    row.lesions !== null && row.lesions > 1 ? words.lesions(row.lesions) : null,
    row.treated === true ? words.treated : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? <>{parts.join(", ")}</> : <Unknown />;
}

function Unknown() {
  return (
    <span class="quiet">
      <span aria-hidden="true">—</span>
      <span class="sr">{t().words.notYetKnown}</span>
    </span>
  );
}

export function Volume({ row }: { row: Row }) {
  const volume = row.whole_tumor_ml;
  if (volume === null) return row.status === "done" ? <span class="small quiet">{t().words.notAssessed}</span> : <Unknown />;
  const ends = range(volume);
  return (
    <>
      <b>{quantity(volume.value, "ml")}</b>
      <br />
      <span class="small quiet">{ends === null ? t().workList.noInterval : `${ends}\u00a0ml`}</span>
    </>
  );
}

export function Grade({ row }: { row: Row }) {
  const words = t().workList;
  if (row.grade === null) return row.status === "done" ? <span class="small quiet">{t().words.notAssessed}</span> : <Unknown />;
  const { word, hgg_probability: probability } = row.grade;
  const known = words.grades[word];
  return (
    <>
      {known ?? words.notGiven}
      <br />
      <span class="small quiet">
        {probability !== null ? words.hgg(percent(probability)) : row.treated === true ? words.treated : known === undefined ? t().words.notAssessed : ""}
      </span>
    </>
  );
}
