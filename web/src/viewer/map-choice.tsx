/** The model's probability of a region over the pictures, or where it is unsure. */

import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError } from "../api/errors";
import { Radios } from "../components/choice";
import { ErrorNote } from "../components/note";
import { Select } from "../components/select";
import { t } from "../texts";
import { loadMap } from "./loading";
import type { MapKind, Viewer } from "./model";
import type { Region } from "./regions";

const KINDS: readonly MapKind[] = ["none", "probability", "uncertainty"];
const MAPPED: readonly Region[] = ["WT", "TC", "ET"]; // the nested regions that models answer

export function MapChoice({ viewer, study, version }: { viewer: Viewer; study: string; version: number }) {
  const texts = t().viewer;
  const region = useSignal<Region>("WT");
  const problem = useSignal<unknown>(null);
  const kind = viewer.mapKind.value;
  useEffect(() => {
    let current = true;
    viewer.map.value = null;
    problem.value = null;
    if (kind === "none") return;
    loadMap(study, version, region.value, kind).then(
      (map) => current && (viewer.map.value = map),
      (error: unknown) => {
        if (!current) return;
        problem.value = error;
        viewer.mapKind.value = "none";
      },
    );
    return () => {
      current = false;
    };
  }, [kind, region.value, study, version]);
  const absent = problem.value instanceof ApiError && problem.value.status === 404;
  return (
    <div class="stack-2">
      <Radios legend={texts.map} value={kind} options={KINDS.map((value) => ({ value, label: texts.maps[value] }))} onValue={(value) => (viewer.mapKind.value = value)} />
      {kind !== "none" && <Select label={texts.mapOf} value={region.value} options={MAPPED.map((value) => ({ value, label: `${value} ${texts.regions[value]}` }))} onValue={(value) => (region.value = value)} />}
      {absent && <p class="small quiet" role="status">{texts.mapMissing}</p>}
      {problem.value !== null && !absent && <ErrorNote error={problem.value} />}
    </div>
  );
}
