/** Fetching a study's pictures, label map and maps of probability; each is shown as soon as it is there. */

import { ApiError } from "../api/errors";
import { api } from "../api/client";
import { type MapKind, type SequenceName, SEQUENCES, type Viewer } from "./model";
import { type Image, readNifti } from "./nifti";
import type { Region } from "./regions";

/** The chosen sequence first; one that was not uploaded is missing, which is no error. */
export async function loadImages(viewer: Viewer, study: string, signal: AbortSignal): Promise<void> {
  const first = viewer.sequence.peek();
  for (const name of [first, ...SEQUENCES.filter((one) => one !== first)]) {
    if (viewer.slots.peek().get(name)?.state === "ready") continue;
    await loadImage(viewer, study, name, signal);
    if (signal.aborted) return;
  }
  const chosen = viewer.slots.peek().get(viewer.sequence.peek());
  if (chosen?.state !== "ready") {
    const there = SEQUENCES.find((name) => viewer.slots.peek().get(name)?.state === "ready");
    if (there !== undefined) viewer.sequence.value = there;
  }
}

async function loadImage(viewer: Viewer, study: string, name: SequenceName, signal: AbortSignal): Promise<void> {
  viewer.setSlot(name, { state: "loading" });
  try {
    const image = await readNifti(await api.bytes(`/studies/${study}/images/${name}.nii.gz`, {}, signal));
    if (!signal.aborted) viewer.addImage(name, image);
  } catch (error) {
    if (signal.aborted) return;
    viewer.setSlot(name, error instanceof ApiError && error.status === 404 ? { state: "missing" } : { state: "failed", error });
  }
}

export async function loadLabels(study: string, version: number, signal?: AbortSignal): Promise<Image> {
  return readNifti(await api.bytes(`/studies/${study}/versions/${version}/label-map.nii.gz`, {}, signal));
}

/** A map of the model's probability of a region; uncertain is what is near one half. */
export async function loadMap(study: string, version: number, region: Region, kind: MapKind): Promise<{ image: Image; values: Float32Array }> {
  const image = await readNifti(await api.bytes(`/studies/${study}/versions/${version}/probability/${region}.nii.gz`));
  const values = Float32Array.from(image.voxels, (stored) => stored * image.slope + image.intercept);
  if (kind === "uncertainty") values.forEach((share, at) => (values[at] = 4 * share * (1 - share)));
  return { image, values };
}
