/** Which intensities are black and white: automatic, about the tumor, or by hand. */

import { useId } from "preact/hooks";
import { Select } from "../components/select";
import { number } from "../texts/format";
import { t } from "../texts";
import { sameGrid } from "./grid";
import { levelOf, type Range, rangeOf, valueAt, widthOf } from "./intensity";
import type { Viewer } from "./model";

type Preset = "automatic" | "tumor" | "hand";

/** From the darkest to the brightest of the marked tumor, with some room on both sides; null without a label map. */
export function tumorRange(viewer: Viewer): Range | null {
  const image = viewer.picture.value?.image;
  const layer = viewer.labels.value;
  if (image === undefined || layer === null || !sameGrid(layer.like.grid, image.grid)) return null;
  const values: number[] = [];
  layer.labels.forEach((label, at) => {
    if (label !== 0) values.push(valueAt(image, at));
  });
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const room = Math.max(1, (at(0.99) - at(0.01)) * 0.15);
  return { low: at(0.01) - room, high: at(0.99) + room };
}

export function WindowChoice({ viewer }: { viewer: Viewer }) {
  const texts = t().viewer;
  const name = viewer.sequence.value;
  const range = viewer.rangeOf(name);
  const own = viewer.ranges.value.get(name);
  const tumor = tumorRange(viewer);
  const preset: Preset = own === undefined ? "automatic" : tumor !== null && own.low === tumor.low && own.high === tumor.high ? "tumor" : "hand";
  const choose = (chosen: Preset): void => viewer.setRange(name, chosen === "automatic" ? null : chosen === "tumor" && tumor !== null ? tumor : { ...range });
  const set = (width: number, level: number): void => {
    if (Number.isFinite(width) && Number.isFinite(level) && width > 0) viewer.setRange(name, rangeOf(width, level));
  };
  const presets: readonly Preset[] = tumor === null ? ["automatic", "hand"] : ["automatic", "tumor", "hand"];
  return (
    <div class="stack-2">
      <h2>
        {texts.windowTitle} <span class="small quiet">{texts.window(number(widthOf(range)), number(levelOf(range)))}</span>
      </h2>
      <Select label={texts.windowPreset} value={preset} options={presets.map((value) => ({ value, label: texts.windows[value] }))} onValue={choose} />
      {preset === "hand" && (
        <div class="row">
          <Amount label={texts.width} value={widthOf(range)} onValue={(width) => set(width, levelOf(range))} />
          <Amount label={texts.level} value={levelOf(range)} onValue={(level) => set(widthOf(range), level)} />
        </div>
      )}
    </div>
  );
}

function Amount({ label, value, onValue }: { label: string; value: number; onValue: (value: number) => void }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} type="number" step="any" value={Number(value.toPrecision(4))} onChange={(event) => onValue(event.currentTarget.valueAsNumber)} />
    </div>
  );
}
