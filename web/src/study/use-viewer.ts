/** The viewer of a study: pictures at once, the label map of a version when there is one, the place in the address. */
import { effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Findings } from "../api/findings";
import { setQuery } from "../router";
import { mm, type Mm } from "../viewer/grid";
import { loadImages, loadLabels } from "../viewer/loading";
import { SEQUENCES, Viewer } from "../viewer/model";
import { placeOf } from "../viewer/seek";

const QUIET_MS = 400;

export function placeIn(text: string | null): Mm | null {
  const numbers = (text ?? "").split(",").map(Number);
  const [x, y, z] = numbers;
  return numbers.length === 3 && numbers.every(Number.isFinite) && x !== undefined && y !== undefined && z !== undefined ? mm(x, y, z) : null;
}

/** The sequence and the place of an address, to take along to another page of the study. */
export function placeQuery({ searchParams }: URL): string {
  const kept = ["seq", "at"].flatMap((name) => {
    const value = searchParams.get(name);
    return value === null ? [] : [[name, value]];
  });
  return kept.length === 0 ? "" : `?${new URLSearchParams(kept).toString()}`;
}

export function useViewer(study: string, query: URLSearchParams): Viewer {
  const viewer = useMemo(() => {
    const made = new Viewer();
    const asked = SEQUENCES.find((name) => name === query.get("seq"));
    if (asked !== undefined) made.sequence.value = asked;
    const at = placeIn(query.get("at"));
    if (at !== null) made.go(at, null);
    return made;
  }, [study]);
  useEffect(() => {
    const abort = new AbortController();
    void loadImages(viewer, study, abort.signal);
    return () => abort.abort();
  }, [viewer]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const at = viewer.at.value;
      const seq = viewer.sequence.value;
      clearTimeout(timer);
      if (at !== null) timer = setTimeout(() => setQuery({ seq, at: at.map((value) => value.toFixed(1)).join(",") }), QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [viewer]);
  return viewer;
}

/** Draw the label map of a version; what another version drew is not shown in the meantime. A visit begins at the tumor. */
export function useLabels(viewer: Viewer, study: string, version: number | null, place: string | null): void {
  const begun = useRef(place !== null);
  useEffect(() => {
    viewer.labels.value = null;
    if (version === null) return;
    const abort = new AbortController();
    loadLabels(study, version, abort.signal).then(
      (like) => {
        if (abort.signal.aborted) return;
        const labels = Uint8Array.from(like.voxels);
        viewer.labels.value = { like, labels, revision: 0 };
        if (!begun.current) beginAtTumor(viewer);
        begun.current = true;
      },
      () => undefined, // the pictures stay; the findings say what went wrong
    );
    return () => abort.abort();
  }, [viewer, study, version]);
}

export function beginAtTumor(viewer: Viewer): void {
  const layer = viewer.labels.peek();
  if (layer === null) return;
  const tumor = placeOf(layer.labels, layer.like.grid, "TC") ?? placeOf(layer.labels, layer.like.grid, "WT");
  if (tumor !== null) viewer.go(tumor, null);
}

/** Draw the diameters where they were measured, and letters only where the sides are known. */
export function useFindingsOn(viewer: Viewer, findings: Findings | null): void {
  useEffect(() => {
    viewer.sidesKnown.value = findings?.sides_known ?? true;
    viewer.lines.value = (findings?.lines ?? [])
      .filter((line) => line.name.startsWith("rano."))
      .map((line) => ({ from: mm(...line.start_mm), to: mm(...line.end_mm), text: line.text }));
  }, [viewer, findings]);
}
