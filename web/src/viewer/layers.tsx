/** What is drawn: segmentation, map, window, view. */

import { useId } from "preact/hooks";
import { Button } from "../components/button";
import { Check } from "../components/choice";
import { percent } from "../texts/format";
import { t } from "../texts";
import type { Viewer } from "./model";
import { MapChoice } from "./map-choice";
import { type Region, REGIONS } from "./regions";
import type { Style } from "./scene";
import { WindowChoice } from "./window-choice";
import { Swatch } from "./words";

const STYLES: readonly Style[] = ["outline", "fill", "both"];

export function Layers({ viewer, study, version }: { viewer: Viewer; study: string; version: number | null }) {
  const texts = t().viewer;
  const ready = viewer.labels.value !== null;
  return (
    <>
      <section>
        <h2>
          {texts.segmentation}
          <input
            type="checkbox"
            class="switch"
            role="switch"
            checked={ready && viewer.showsLabels.value}
            disabled={!ready}
            aria-label={texts.showSegmentation}
            title={texts.showSegmentation}
            onChange={(event) => (viewer.showsLabels.value = event.currentTarget.checked)}
          />
        </h2>
        {ready ? <StyleChoice viewer={viewer} /> : <p class="small quiet">{texts.afterAnalysis}</p>}
        {REGIONS.map((region) => (
          <Layer key={region} viewer={viewer} region={region} />
        ))}
        <Opacity viewer={viewer} />
      </section>
      {version !== null && (
        <section>
          <MapChoice viewer={viewer} study={study} version={version} />
        </section>
      )}
      <section>
        <WindowChoice viewer={viewer} />
      </section>
      <section class="stack-2">
        <div>
          <Check checked={viewer.radiological.value} onChecked={(on) => (viewer.radiological.value = on)}>
            {texts.radiological}
          </Check>
          <p class="small quiet indented">{viewer.sidesKnown.value ? texts.radiologicalHint : texts.sidesUnknown}</p>
        </div>
        <Check checked={viewer.linked.value} onChecked={(on) => (viewer.linked.value = on)}>
          {texts.linked}
        </Check>
      </section>
    </>
  );
}

export function StyleChoice({ viewer }: { viewer: Viewer }) {
  const texts = t().viewer;
  return (
    <div class="seg" role="group" aria-label={texts.style}>
      {STYLES.map((style) => (
        <button key={style} type="button" aria-pressed={viewer.style.value === style} onClick={() => (viewer.style.value = style)}>
          {texts.styles[style]}
        </button>
      ))}
    </div>
  );
}

function Layer({ viewer, region }: { viewer: Viewer; region: Region }) {
  const texts = t().viewer;
  const shown = viewer.shown.value.has(region);
  const name = texts.regions[region];
  return (
    <div class={shown ? "layer" : "layer off"}>
      <Swatch region={region} />
      <span>
        <b>{region}</b> {texts.shortRegions[region]}
      </span>
      <Button size="sm" kind="ghost" icon={shown ? "eye" : "eye-off"} label={shown ? texts.hide(name) : texts.show(name)} pressed={shown} onPress={() => viewer.toggle(region)} />
    </div>
  );
}

export function Opacity({ viewer }: { viewer: Viewer }) {
  const id = useId();
  return (
    <>
      <label class="label row between" for={id}>
        <span>{t().viewer.opacity}</span>
        <span>{percent(viewer.opacity.value)}</span>
      </label>
      <input id={id} type="range" min="10" max="100" value={Math.round(viewer.opacity.value * 100)} onInput={(event) => (viewer.opacity.value = Number(event.currentTarget.value) / 100)} />
    </>
  );
}

