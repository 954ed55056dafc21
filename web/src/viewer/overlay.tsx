/** The words over a picture: plane and slice, window, letters of the sides, lengths, scale, what is under the crosshair. */

import { number, quantity } from "../texts/format";
import { t } from "../texts";
import { linesInSlice } from "./draw";
import { levelOf, widthOf } from "./intensity";
import { TITLES, type Viewer } from "./model";
import { scaleBar } from "./scene";
import { SliceBar } from "./slice-bar";
import { placementOf, sceneOf, type TileSpec } from "./tile-scene";
import { Legend, ReadOut } from "./words";

const NARROW = 430; // pixels: the legend then needs the line of the scale bar

/** How much is written: on the large picture all of it, on the four the sequence, on small planes the plane. */
export type HowMuch = "all" | "sequence" | "plane";

interface OverlayProps {
  viewer: Viewer;
  spec: TileSpec;
  words: HowMuch;
  slice: string;
  width: number;
  height: number;
}

export function Overlay({ viewer, spec, words, slice, width, height }: OverlayProps) {
  const texts = t().viewer;
  const scene = sceneOf(viewer, spec);
  const at = viewer.positions.value?.[spec.plane];
  if (scene === null || at === undefined || width === 0) return null;
  const placement = placementOf(viewer, spec, scene, { width, height });
  const { letters } = scene.plane;
  const sides = viewer.sidesKnown.value && scene.image.placed;
  const letter = (one: string): string => (sides || !"LR".includes(one) ? one : "?");
  const bar = scaleBar(placement.perMm, width);
  const world = { axial: 2, coronal: 1, sagittal: 0 } as const;
  const coordinate = `${["x", "y", "z"][world[spec.plane]] ?? ""} ${signed(at[world[spec.plane]])}`;
  const whole = words === "all";
  const besideBar = whole ? { right: "18px" } : {};
  return (
    <>
      <span class="tl">
        {whole ? `${texts.planes[spec.plane]} · ${TITLES[spec.sequence]}` : words === "sequence" ? <b>{TITLES[spec.sequence]}</b> : texts.planes[spec.plane]}
        {whole && (
          <>
            <br />
            {slice}, {coordinate}
          </>
        )}
      </span>
      {whole && (
        <span class="tr" style={besideBar}>
          {texts.window(number(widthOf(scene.range)), number(levelOf(scene.range)))}
        </span>
      )}
      <span class="ml">{letter(letters.left)}</span>
      <span class="mr" style={besideBar}>
        {letter(letters.right)}
      </span>
      {whole && <span class="mt">{letters.top}</span>}
      {linesInSlice(scene, placement).map((line) => (
        <span key={line.text} class="length" style={{ left: px(Math.min(width - 70, line.x + 4)), top: px(line.y - 9) }}>
          {line.text}
        </span>
      ))}
      {whole && <Legend viewer={viewer} />}
      {whole && (
        <span class="scale-bar" style={{ width: px(bar.pixels), ...(width < NARROW ? { bottom: "30px" } : {}) }}>
          <span>{quantity(bar.mm, "mm", 0)}</span>
        </span>
      )}
      <span class="br" style={besideBar}>
        {words === "plane" ? coordinate : <ReadOut viewer={viewer} spec={spec} />}
      </span>
      {whole && <SliceBar viewer={viewer} scene={scene} />}
    </>
  );
}

const px = (value: number): string => `${value}px`;

function signed(value: number): string {
  const whole = Math.round(value);
  return `${whole > 0 ? "+" : whole < 0 ? "−" : ""}${number(Math.abs(whole))}\u00a0mm`;
}
