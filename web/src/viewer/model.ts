/** What the viewer shows of a study, as signals: pictures, label map, place, layers. Places are in patient mm alone. */

import { computed, signal } from "@preact/signals";
import { type Extent, extentOf, middleOf } from "./brain";
import { type Mm, nearestVoxel, offsetOf, sameGrid, toMm } from "./grid";
import { automaticRange, type Range, valueAt } from "./intensity";
import type { Image } from "./nifti";
import { type Plane, type PlaneName, planeOf, PLANES, sliceAt, stepOf } from "./plane";
import { NUMBER_OF, type Region, type Tissue, TISSUES } from "./regions";
import { AT_REST, type DrawnLine, type Hand, type Style, type View } from "./scene";

export const SEQUENCES = ["t1", "t1ce", "t2", "flair"] as const;
export type SequenceName = (typeof SEQUENCES)[number];
export const TITLES: Readonly<Record<SequenceName, string>> = { t1: "T1", t1ce: "T1CE", t2: "T2", flair: "FLAIR" };

export type Layout = "planes" | "solid" | "four";
export type MapKind = "none" | "probability" | "uncertainty";

export interface Picture {
  readonly image: Image;
  readonly automatic: Range;
  readonly extent: Extent;
}

export type Slot =
  | { readonly state: "loading" }
  | { readonly state: "missing" }
  | { readonly state: "failed"; readonly error: unknown }
  | ({ readonly state: "ready" } & Picture);

export interface LabelLayer {
  readonly like: Image; // the file that it came from
  readonly labels: Uint8Array;
  readonly revision: number; // grows with every edit
}

/** Takes the pointer where it paints, measures or sets the window instead of moving the crosshair. */
export interface PointerTool {
  readonly cursor: string;
  down(at: Mm, plane: Plane, slice: number): void;
  move(at: Mm, plane: Plane, slice: number, pressed: boolean, byX: number, byY: number): void;
  up(): void;
}

export class Viewer {
  readonly slots = signal<ReadonlyMap<SequenceName, Slot>>(new Map());
  readonly sequence = signal<SequenceName>("t1ce");
  readonly layout = signal<Layout>("planes");
  readonly large = signal<PlaneName>("axial");
  readonly radiological = signal(true);
  readonly linked = signal(true);
  readonly positions = signal<Readonly<Record<PlaneName, Mm>> | null>(null);
  readonly labels = signal<LabelLayer | null>(null);
  readonly before = signal<Uint8Array | null>(null); // what the label map is compared with, where a change is shown
  readonly showsLabels = signal(true);
  readonly compares = signal(false); // while Space is held
  readonly shown = signal<ReadonlySet<Region>>(new Set<Region>(TISSUES));
  readonly style = signal<Style>("outline");
  readonly opacity = signal(0.8);
  readonly ranges = signal<ReadonlyMap<SequenceName, Range>>(new Map()); // set by hand
  readonly mapKind = signal<MapKind>("none");
  readonly map = signal<{ readonly image: Image; readonly values: Float32Array } | null>(null);
  readonly lines = signal<readonly DrawnLine[]>([]); // measured by the program
  readonly ruled = signal<readonly DrawnLine[]>([]); // measured by hand
  readonly tool = signal<PointerTool | null>(null);
  readonly hand = signal<{ readonly plane: PlaneName; readonly hand: Hand } | null>(null);
  readonly view = signal<View>(AT_REST);
  readonly sidesKnown = signal(true);

  readonly picture = computed(() => this.pictureOf(this.sequence.value));
  /** The first sequence that is there, for planes and places before the chosen one is. */
  readonly anyPicture = computed(() => {
    const found = [this.sequence.value, ...SEQUENCES].map((name) => this.pictureOf(name));
    return found.find((one) => one !== null) ?? null;
  });
  readonly at = computed(() => this.positions.value?.[this.large.value] ?? null);

  pictureOf(name: SequenceName): Picture | null {
    const slot = this.slots.value.get(name);
    return slot?.state === "ready" ? slot : null;
  }

  setSlot(name: SequenceName, slot: Slot): void {
    this.slots.value = new Map(this.slots.peek()).set(name, slot);
  }

  addImage(name: SequenceName, image: Image): void {
    const extent = extentOf(image);
    this.setSlot(name, { state: "ready", image, automatic: automaticRange(image), extent });
    if (this.positions.peek() === null) this.go(middleOf(image, extent), null);
  }

  /** Move the crosshair: in all planes, or in one alone while they are not linked. */
  go(place: Mm, plane: PlaneName | null): void {
    const before = this.positions.peek();
    if (plane !== null && before !== null && !this.linked.peek()) this.positions.value = { ...before, [plane]: place };
    else this.positions.value = Object.fromEntries(PLANES.map((name) => [name, place])) as Record<PlaneName, Mm>;
  }

  planeOf(image: Image, name: PlaneName): Plane {
    return planeOf(image.grid, name, this.radiological.value);
  }

  /** Move by whole slices through a plane, up, forward or to the right. */
  step(name: PlaneName, slices: number): void {
    const image = this.anyPicture.peek()?.image;
    const place = this.positions.peek()?.[name];
    if (image === undefined || place === undefined) return;
    const plane = planeOf(image.grid, name, this.radiological.peek());
    const at = [...nearestVoxel(image.grid, place)] as [number, number, number];
    const last = image.grid.shape[plane.through] - 1;
    at[plane.through] = Math.min(last, Math.max(0, sliceAt(plane, place) + slices * stepOf(plane)));
    this.go(toMm(image.grid, at), name);
  }

  /** Move the crosshair by pixels of a plane's picture. */
  nudge(name: PlaneName, right: number, down: number): void {
    const image = this.anyPicture.peek()?.image;
    const place = this.positions.peek()?.[name];
    if (image === undefined || place === undefined) return;
    const { u, v } = planeOf(image.grid, name, this.radiological.peek());
    const at = [...nearestVoxel(image.grid, place)] as [number, number, number];
    at[u.axis] = Math.min(u.extent - 1, Math.max(0, at[u.axis] + (u.flip ? -right : right)));
    at[v.axis] = Math.min(v.extent - 1, Math.max(0, at[v.axis] + (v.flip ? -down : down)));
    this.go(toMm(image.grid, at), name);
  }

  rangeOf(name: SequenceName): Range {
    return this.ranges.value.get(name) ?? this.pictureOf(name)?.automatic ?? { low: 0, high: 1 };
  }

  setRange(name: SequenceName, range: Range | null): void {
    const ranges = new Map(this.ranges.peek());
    if (range === null) ranges.delete(name);
    else ranges.set(name, range);
    this.ranges.value = ranges;
  }

  toggle(region: Region): void {
    const shown = new Set(this.shown.peek());
    if (!shown.delete(region)) shown.add(region);
    this.shown.value = shown;
  }

  /** The label map where it belongs to an image: labels are never laid over another grid. */
  labelsOn(image: Image): Uint8Array | null {
    const layer = this.labels.value;
    if (layer === null || !this.showsLabels.value || this.compares.value) return null;
    return layer.like === image || sameGrid(layer.like.grid, image.grid) ? layer.labels : null;
  }

  /** What is under the crosshair: the intensity of a sequence, and the tissue. */
  under(name: SequenceName, place: Mm): { value: number; tissue: Tissue | null } | null {
    const image = this.pictureOf(name)?.image;
    if (image === undefined) return null;
    const offset = offsetOf(image.grid.shape, nearestVoxel(image.grid, place));
    const layer = this.labels.value;
    const label = layer !== null && sameGrid(layer.like.grid, image.grid) ? layer.labels[offset] : 0;
    return { value: valueAt(image, offset), tissue: TISSUES.find((tissue) => NUMBER_OF[tissue] === label) ?? null };
  }
}
