/** The bar over the pictures: sequence, all four, length, picture, layout. */

import type { ComponentChildren } from "preact";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { Menu } from "../components/menu";
import { t } from "../texts";
import { type Layout, type SequenceName, SEQUENCES, TITLES, type Viewer } from "./model";
import { ruler } from "./tools";

const LAYOUTS: readonly Layout[] = ["planes", "solid", "four"];

export interface ToolbarProps {
  viewer: Viewer;
  before?: ComponentChildren;
  onPicture: () => void;
  /** Tools that take the pointer; while one paints, lengths are not measured. */
  measures?: boolean;
}

export function toggleRuler(viewer: Viewer): void {
  if (viewer.tool.peek() === null) viewer.tool.value = ruler(viewer);
  else {
    viewer.tool.value = null;
    viewer.ruled.value = [];
  }
}

export function Toolbar({ viewer, before, onPicture, measures = true }: ToolbarProps) {
  const texts = t().viewer;
  const layout = viewer.layout.value;
  return (
    <div class="vbar">
      {before}
      <SequenceTabs viewer={viewer} />
      {measures && (
        <Button size="sm" icon="panels" pressed={layout === "four"} onPress={() => (viewer.layout.value = layout === "four" ? "planes" : "four")}>
          {texts.allFour}
        </Button>
      )}
      <span class="push" />
      {measures && <Button size="sm" kind="ghost" icon="ruler" label={texts.measure} pressed={viewer.tool.value !== null} onPress={() => toggleRuler(viewer)} />}
      <Button size="sm" kind="ghost" icon="camera" label={texts.savePicture} onPress={onPicture} />
      <Menu
        label={texts.layout(texts.layoutsShort[layout])}
        face={
          <>
            <Icon name="cube" />
            {texts.layoutsShort[layout]}
            <Icon name="down" />
          </>
        }
        groups={[LAYOUTS.map((value) => ({ label: texts.layouts[value], chosen: value === layout, run: () => (viewer.layout.value = value) }))]}
      />
    </div>
  );
}

function SequenceTabs({ viewer }: { viewer: Viewer }) {
  const chosen = viewer.sequence.value;
  const usable = (name: SequenceName): boolean => {
    const state = viewer.slots.value.get(name)?.state;
    return state !== "missing" && state !== "failed";
  };
  const turn = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const there = SEQUENCES.filter(usable);
    const next = there.at((there.indexOf(chosen) + by) % there.length);
    if (next === undefined) return;
    viewer.sequence.value = next;
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`[data-name=${next}]`)?.focus();
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="seg" role="radiogroup" aria-label={t().viewer.sequence} onKeyDown={turn}>
      {SEQUENCES.map((name) => (
        <button
          key={name}
          type="button"
          role="radio"
          data-name={name}
          aria-checked={name === chosen}
          tabIndex={name === chosen ? 0 : -1}
          disabled={!usable(name)}
          title={usable(name) ? undefined : `${TITLES[name]} ${t().viewer.missing}`}
          onClick={() => (viewer.sequence.value = name)}
        >
          {TITLES[name]}
        </button>
      ))}
    </div>
  );
}
