/** Drawing a tile: gray picture, map, regions, change, lengths, crosshair. Words lie over it as HTML. */

import { grayPixels, mapPixels } from "./intensity";
import { type MaskSlice, maskSlice, outlines } from "./outline";
import { pictureOf } from "./plane";
import { COLOR_OF, membership, type Region, REGIONS, TISSUES } from "./regions";
import { onCanvas, type Placement, type Scene } from "./scene";

export type Context = CanvasRenderingContext2D;

const FILL = 0.42;
const CASING = "rgb(0 0 0 / .6)";
const CROSS = "rgb(127 240 226 / .75)";
const ADDED = "#7ff0e2";
const REMOVED = "#ff8f86";
const GAP_MM = 5; // around the crosshair's middle, so that it hides nothing
const DRAWN_WITHIN_SLICES = 0.75;
const DASHES: Partial<Record<Region, readonly [number, number]>> = { WT: [7, 4] };

export function draw(context: Context, scene: Scene, at: Placement, sharp: number): void {
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#000";
  context.fillRect(0, 0, width, height);
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  paint(context, grayPixels(scene.image, scene.plane, scene.slice, scene.range), at, true);
  if (scene.map !== null) paint(context, mapPixels(scene.map, scene.plane, scene.slice), at, true);
  if (scene.labels !== null) drawRegions(context, scene, scene.labels, at);
  if (scene.labels !== null && scene.before !== null) drawChange(context, scene, scene.labels, scene.before, at);
  drawLines(context, scene, at);
  drawCross(context, scene, at);
  drawHand(context, scene, at);
}

let spare: HTMLCanvasElement | null = null;

function paint(context: Context, pixels: ImageData, at: Placement, smooth: boolean): void {
  spare ??= document.createElement("canvas");
  spare.width = pixels.width;
  spare.height = pixels.height;
  spare.getContext("2d")?.putImageData(pixels, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = "high";
  context.drawImage(spare, at.left, at.top, pixels.width * at.across, pixels.height * at.down);
}

function pathOf(mask: MaskSlice, at: Placement): Path2D {
  const path = new Path2D();
  for (const line of outlines(mask)) {
    for (let point = 0; point < line.length; point += 2) {
      const [x, y] = onCanvas(at, line[point] ?? 0, line[point + 1] ?? 0);
      if (point === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}

function drawRegions(context: Context, scene: Scene, labels: Uint8Array, at: Placement): void {
  const found = REGIONS.filter((region) => scene.shown.has(region)).map((region) => ({
    region,
    path: pathOf(maskSlice(labels, membership(region), scene.plane, scene.slice), at),
  }));
  context.save();
  context.globalAlpha = scene.opacity;
  context.lineJoin = "round";
  if (scene.style !== "outline") {
    for (const { region, path } of found.filter((one) => TISSUES.some((tissue) => tissue === one.region))) {
      context.globalAlpha = scene.opacity * FILL;
      context.fillStyle = COLOR_OF[region];
      context.fill(path, "evenodd");
    }
    context.globalAlpha = scene.opacity;
  }
  if (scene.style !== "fill") {
    // edema first and the core over it; whole tumor and core, which run along others, last
    const order: readonly Region[] = ["ED", "ET", "NCR", "TC", "WT"];
    for (const { region, path } of found.toSorted((one, other) => order.indexOf(one.region) - order.indexOf(other.region))) {
      stroke(context, path, COLOR_OF[region], 1.8, DASHES[region]);
    }
  }
  context.restore();
}

function stroke(context: Context, path: Path2D, color: string, width: number, dash: readonly [number, number] | undefined): void {
  context.setLineDash([]);
  context.strokeStyle = CASING;
  context.lineWidth = width + 1.6;
  context.stroke(path);
  context.setLineDash(dash === undefined ? [] : [...dash]);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke(path);
  context.setLineDash([]);
}

function drawChange(context: Context, scene: Scene, labels: Uint8Array, before: Uint8Array, at: Placement): void {
  const inside = membership("WT");
  const [now, then] = [maskSlice(labels, TABLE, scene.plane, scene.slice), maskSlice(before, TABLE, scene.plane, scene.slice)];
  const change = (added: boolean): MaskSlice => {
    const pixels = new Uint8Array(now.inside.length);
    let hits = false;
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const [here, there] = [now.inside[pixel] ?? 0, then.inside[pixel] ?? 0];
      // a voxel of another tissue than before is drawn as added: its new outline says which
      const changed = added ? here !== there && inside[here] === 1 : inside[there] === 1 && inside[here] === 0;
      if (changed) {
        pixels[pixel] = 1;
        hits = true;
      }
    }
    return { width: now.width, height: now.height, inside: pixels, hits };
  };
  context.save();
  for (const [added, color, dash] of [
    [true, ADDED, []],
    [false, REMOVED, [3, 2]],
  ] as const) {
    const path = pathOf(change(added), at);
    context.save();
    context.clip(path, "evenodd");
    hatch(context, color, added ? 1 : -1);
    context.restore();
    context.strokeStyle = color;
    context.lineWidth = 1.4;
    context.setLineDash([...dash]);
    context.stroke(path);
  }
  context.restore();
}

const TABLE = Uint8Array.from({ length: 256 }, (_, number) => number);

function hatch(context: Context, color: string, slope: 1 | -1): void {
  const { width, height } = context.canvas;
  context.beginPath();
  for (let start = -height; start < width + height; start += 7) {
    context.moveTo(start, slope > 0 ? height : 0);
    context.lineTo(start + height, slope > 0 ? 0 : height);
  }
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.stroke();
}

function drawLines(context: Context, scene: Scene, at: Placement): void {
  context.save();
  for (const line of scene.lines) {
    const [from, to] = [pictureOf(scene.plane, line.from), pictureOf(scene.plane, line.to)];
    if (![from, to].every((end) => Math.abs(end.slice - scene.slice) <= DRAWN_WITHIN_SLICES)) continue;
    const path = new Path2D();
    path.moveTo(...onCanvas(at, from.x, from.y));
    path.lineTo(...onCanvas(at, to.x, to.y));
    context.strokeStyle = "rgb(0 0 0 / .7)";
    context.lineWidth = 3.6;
    context.stroke(path);
    context.strokeStyle = "#fff";
    context.lineWidth = 1.4;
    context.stroke(path);
  }
  context.restore();
}

/** Lines that lie in the slice that is shown, with the end at which their text stands. */
export function linesInSlice(scene: Scene, at: Placement): readonly { text: string; x: number; y: number }[] {
  return scene.lines.flatMap((line) => {
    const [from, to] = [pictureOf(scene.plane, line.from), pictureOf(scene.plane, line.to)];
    if (![from, to].every((end) => Math.abs(end.slice - scene.slice) <= DRAWN_WITHIN_SLICES)) return [];
    const end = from.x > to.x ? from : to;
    const [x, y] = onCanvas(at, end.x, end.y);
    return [{ text: line.text, x, y }];
  });
}

function drawCross(context: Context, scene: Scene, at: Placement): void {
  if (scene.cross === null) return;
  const middle = pictureOf(scene.plane, scene.cross);
  const [x, y] = onCanvas(at, middle.x, middle.y).map((value) => Math.round(value) + 0.5) as [number, number];
  const gap = GAP_MM * at.perMm;
  const [width, height] = [context.canvas.width, context.canvas.height];
  context.beginPath();
  for (const [fromX, fromY, toX, toY] of [
    [0, y, x - gap, y],
    [x + gap, y, width, y],
    [x, 0, x, y - gap],
    [x, y + gap, x, height],
  ] as const) {
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
  }
  context.strokeStyle = CROSS;
  context.lineWidth = 1;
  context.stroke();
}

function drawHand(context: Context, scene: Scene, at: Placement): void {
  const { hand } = scene;
  if (hand === null) return;
  context.save();
  context.lineWidth = 1.5;
  context.strokeStyle = hand.erases ? REMOVED : "#fff";
  if (hand.radius > 0) {
    const middle = pictureOf(scene.plane, hand.at);
    const [x, y] = onCanvas(at, middle.x, middle.y);
    context.beginPath();
    context.arc(x, y, Math.max(2, hand.radius * at.perMm), 0, 2 * Math.PI);
    context.stroke();
  }
  context.beginPath();
  hand.shape.forEach((place, index) => {
    const point = pictureOf(scene.plane, place);
    const [x, y] = onCanvas(at, point.x, point.y);
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
  context.restore();
}

/** Where on a plane's slice bar each region lies: shares of its length from the top, the first and the last slice. */
export function reach(labels: Uint8Array, region: Region, scene: Pick<Scene, "plane">): readonly [number, number] | null {
  const { grid, through } = scene.plane;
  const table = membership(region);
  const extent = grid.shape[through];
  const unit = [1, grid.shape[0], grid.shape[0] * grid.shape[1]][through] ?? 1;
  let [low, high] = [extent, -1];
  for (let at = 0; at < labels.length; at++) {
    if (table[labels[at] ?? 0] !== 1) continue;
    const slice = Math.floor(at / unit) % extent;
    if (slice < low) low = slice;
    if (slice > high) high = slice;
  }
  return high < 0 ? null : [low, high];
}

