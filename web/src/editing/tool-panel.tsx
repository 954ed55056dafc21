/** What is painted, with what, and what is shown: the left side while editing. */

import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Check, Radios } from "../components/choice";
import { Icon, type IconName } from "../components/icon";
import { quantity } from "../texts/format";
import { t } from "../texts";
import { Opacity, StyleChoice } from "../viewer/layers";
import type { Viewer } from "../viewer/model";
import type { Tissue } from "../viewer/regions";
import { Swatch } from "../viewer/words";
import type { Choice } from "./pens";

export type Showing = "edited" | "before" | "change";
export const SHOWINGS: readonly Showing[] = ["edited", "before", "change"];
/** In the order of the keys 1, 2, 3. */
export const PAINTED: readonly Tissue[] = ["NCR", "ED", "ET"];
export const LARGEST_MM = 30;

const TOOLS: readonly { tool: Choice["tool"]; key: string; icon: IconName }[] = [
  { tool: "brush", key: "B", icon: "edit" },
  { tool: "eraser", key: "X", icon: "eraser" },
  { tool: "fill", key: "F", icon: "fill" },
  { tool: "remove", key: "D", icon: "cube" },
];

export interface ToolPanelProps {
  viewer: Viewer;
  choice: Signal<Choice>;
  showing: Signal<Showing>;
  told: string;
  onBetween: () => void;
}

export function ToolPanel({ viewer, choice, showing, told, onBetween }: ToolPanelProps) {
  const texts = t().editing;
  const chosen = choice.value;
  const size = useId();
  const name = useId();
  const change = (part: Partial<Choice>): void => {
    choice.value = { ...chosen, ...part };
  };
  return (
    <>
      <section>
        <h2>{texts.paintAs}</h2>
        <div role="radiogroup" aria-label={texts.region}>
          {PAINTED.map((tissue, index) => (
            <label key={tissue} class="layer">
              <input type="radio" name={name} checked={tissue === chosen.tissue} onChange={() => change({ tissue })} />
              <Swatch region={tissue} />
              <span>
                <b>{tissue}</b> {t().viewer.shortRegions[tissue]}
              </span>
              <kbd class="push">{index + 1}</kbd>
            </label>
          ))}
        </div>
      </section>
      <section class="stack-2 tools">
        {TOOLS.map(({ tool, key, icon }) => (
          <button key={tool} type="button" class="btn tool" aria-pressed={tool === chosen.tool} title={`${texts.tools[tool]} (${key})`} onClick={() => change({ tool })}>
            <Icon name={icon} />
            <span>{texts.tools[tool]}</span>
            <kbd class="push">{key}</kbd>
          </button>
        ))}
        <button type="button" class="btn tool" title={`${texts.tools.between} (I)`} onClick={onBetween}>
          <Icon name="history" />
          <span>{texts.tools.between}</span>
          <kbd class="push">I</kbd>
        </button>
        <p class="small quiet" role="status">
          {told === "" ? texts.hints[chosen.tool] : told}
        </p>
      </section>
      <section>
        <label class="label row between" for={size}>
          <span>{texts.brushSize}</span>
          <span>{texts.size(quantity(2 * chosen.radius, "mm", 0))}</span>
        </label>
        <input id={size} type="range" min="1" max={LARGEST_MM} value={2 * chosen.radius} onInput={(event) => change({ radius: Number(event.currentTarget.value) / 2 })} />
        <Check checked={chosen.protects} onChecked={(protects) => change({ protects })}>
          {texts.protect}
        </Check>
      </section>
      <section>
        <Radios legend={texts.show} value={showing.value} options={SHOWINGS.map((value) => ({ value, label: texts.views[value] }))} onValue={(value) => (showing.value = value)} />
        <p class="small quiet row wrap">
          <span class="mark added" aria-hidden="true" /> {texts.addedRemoved.added} <span class="mark removed" aria-hidden="true" /> {texts.addedRemoved.removed}
        </p>
        <StyleChoice viewer={viewer} />
        <Opacity viewer={viewer} />
      </section>
    </>
  );
}

