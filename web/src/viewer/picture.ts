/** The large picture as a file, with its letters: a picture without them could be mirrored unnoticed. */

import { draw, linesInSlice } from "./draw";
import { TITLES, type Viewer } from "./model";
import { sliceNumber } from "./plane";
import { scaleBar } from "./scene";
import { placementOf, sceneOf, type TileSpec } from "./tile-scene";

const SIZE = { width: 960, height: 960 };
const FONT = "600 18px system-ui, sans-serif";

export async function savePicture(viewer: Viewer, name: string, said: { plane: string; slice: (number: string, count: string) => string; status: string }): Promise<void> {
  const spec: TileSpec = { plane: viewer.large.peek(), sequence: viewer.sequence.peek(), moves: false };
  const scene = sceneOf(viewer, spec);
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (scene === null || context === null) return;
  Object.assign(canvas, SIZE);
  const at = placementOf(viewer, spec, scene, SIZE);
  draw(context, { ...scene, cross: null, hand: null }, at, 1);
  const { left, right, top } = scene.plane.letters;
  const sides = viewer.sidesKnown.peek() && scene.image.placed;
  const letter = (one: string): string => (sides || !"LR".includes(one) ? one : "?");
  const { plane, slice } = scene;
  const bar = scaleBar(at.perMm, SIZE.width);
  const words: readonly (readonly [string, number, number])[] = [
    [letter(left), 14, SIZE.height / 2],
    [letter(right), SIZE.width - 28, SIZE.height / 2],
    [top, SIZE.width / 2, 26],
    [`${said.plane} · ${TITLES[spec.sequence]} · ${said.slice(String(sliceNumber(plane, slice)), String(plane.grid.shape[plane.through]))}`, 14, 26],
    [said.status, 14, SIZE.height - 16],
    [`${bar.mm} mm`, (SIZE.width - bar.pixels) / 2, SIZE.height - 46],
    ...linesInSlice(scene, at).map((line) => [line.text, line.x + 4, line.y] as const),
  ];
  context.font = FONT;
  context.lineWidth = 4;
  context.strokeStyle = "#000";
  context.fillStyle = "#fff";
  for (const [text, x, y] of words) {
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
  context.fillRect((SIZE.width - bar.pixels) / 2, SIZE.height - 38, bar.pixels, 3);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
