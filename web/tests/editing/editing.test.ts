import { describe, expect, it } from "vitest";
import { drawnSlices, ends, fillBetween } from "../../src/editing/between";
import { type Change, Recorder, type Tool } from "../../src/editing/change";
import { flatOf } from "../../src/editing/flat";
import { added, decode, EMPTY, encode, fromBase64, type History, redone, replay, toBase64, undone } from "../../src/editing/history";
import { removeLesion } from "../../src/editing/lesion";
import { dab, fillHole, fillShape, inkOf, type Point } from "../../src/editing/paint";
import { offsetOf, toIndex, voxelAt, voxelCount } from "../../src/viewer/grid";
import { planeOf, pictureOf, placeUnder } from "../../src/viewer/plane";
import { everyGrid, gridOf } from "../viewer/grids";

const GRID = gridOf([0, 1, 2], [1, 1, 1], 0);
const AXIAL = planeOf(GRID, "axial", true);
const empty = (): Uint8Array => new Uint8Array(voxelCount(GRID.shape));

function edit(labels: Uint8Array, label: number, tool: Tool, work: (recorder: Recorder) => void): Change {
  const recorder = new Recorder(labels);
  work(recorder);
  const change = recorder.done(tool, label);
  if (change === null) throw new Error("nothing was changed");
  return change;
}

const paintAt = (labels: Uint8Array, label: number, slice: number, at: Point, radius: number): Change =>
  edit(labels, label, "brush", (recorder) =>
    dab(recorder, labels, flatOf(AXIAL, slice), inkOf(label, false, false), [at, at], radius),
  );

describe("the brush", () => {
  it("paints the one voxel under the pointer, on every plane of grids in any order and flip", () => {
    for (const grid of everyGrid()) {
      for (const name of ["axial", "coronal", "sagittal"] as const) {
        const plane = planeOf(grid, name, true);
        const labels = new Uint8Array(voxelCount(grid.shape));
        const place = placeUnder(plane, 3, 2.3, 1.7);
        const point = pictureOf(plane, place);
        const recorder = new Recorder(labels);
        dab(recorder, labels, flatOf(plane, 3), inkOf(4, false, true), [[point.x, point.y], [point.x, point.y]], 0);
        const painted = [...labels.keys()].filter((offset) => labels[offset] === 4);
        expect(painted).toHaveLength(1);
        expect(voxelAt(grid.shape, painted[0] ?? -1)).toEqual(toIndex(grid, place).map(Math.round));
      }
    }
  });

  it("paints a disc in millimeters, and a line without gaps between two points", () => {
    const labels = empty();
    const flat = flatOf(AXIAL, 1);
    dab(new Recorder(labels), labels, flat, inkOf(2, false, true), [[1.5, 2.5], [5.5, 2.5]], 0.5);
    const row = Array.from({ length: 7 }, (_, x) => labels[flat.offset(x, 2)]);
    expect(row).toEqual([0, 2, 2, 2, 2, 2, 0]);
    expect(labels[flat.offset(3, 1)]).toBe(0); // 1.1 mm away
  });

  it("leaves other regions alone when they are protected, and the eraser then clears its own alone", () => {
    const labels = empty();
    const flat = flatOf(AXIAL, 1);
    labels[flat.offset(2, 2)] = 4;
    dab(new Recorder(labels), labels, flat, inkOf(2, false, true), [[1.5, 2.5], [3.5, 2.5]], 0.1);
    expect([1, 2, 3].map((x) => labels[flat.offset(x, 2)])).toEqual([2, 4, 2]);
    dab(new Recorder(labels), labels, flat, inkOf(2, true, true), [[1.5, 2.5], [3.5, 2.5]], 0.1);
    expect([1, 2, 3].map((x) => labels[flat.offset(x, 2)])).toEqual([0, 4, 0]);
    dab(new Recorder(labels), labels, flat, inkOf(2, true, false), [[1.5, 2.5], [3.5, 2.5]], 0.1);
    expect([1, 2, 3].map((x) => labels[flat.offset(x, 2)])).toEqual([0, 0, 0]);
  });
});

describe("filling", () => {
  it("takes the pixels whose middle lies in the shape", () => {
    const labels = empty();
    const flat = flatOf(AXIAL, 0);
    fillShape(new Recorder(labels), labels, flat, inkOf(1, false, true), [[1, 1], [5, 1], [5, 4], [1, 4]]);
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(12);
    expect(labels[flat.offset(1, 1)]).toBe(1);
    expect(labels[flat.offset(5, 3)]).toBe(0);
  });

  it("closes a ring's hole, and leaves what reaches the edge of the picture", () => {
    const labels = empty();
    const flat = flatOf(AXIAL, 0);
    for (const [x, y] of [[2, 1], [3, 2], [2, 3], [1, 2]] as const) labels[flat.offset(x, y)] = 4;
    expect(fillHole(new Recorder(labels), labels, flat, inkOf(1, false, true), [5.5, 4.5])).toBe(false);
    expect(fillHole(new Recorder(labels), labels, flat, inkOf(1, false, true), [2.5, 2.5])).toBe(true);
    expect(labels[flat.offset(2, 2)]).toBe(1);
    expect(labels.filter((label) => label === 1)).toHaveLength(1);
  });
});

describe("removing a lesion", () => {
  it("clears all regions that hang together, by corners too, and no other lesion", () => {
    const labels = empty();
    const at = (i: number, j: number, k: number): number => offsetOf(GRID.shape, [i, j, k]);
    labels[at(1, 1, 1)] = 1;
    labels[at(2, 2, 2)] = 4;
    labels[at(5, 5, 4)] = 2;
    expect(removeLesion(new Recorder(labels), labels, GRID.shape, at(1, 1, 1))).toBe(2);
    expect([...labels].filter((label) => label !== 0)).toEqual([2]);
    expect(removeLesion(new Recorder(labels), labels, GRID.shape, at(0, 0, 0))).toBe(0);
  });
});

describe("between slices", () => {
  it("a shape changes evenly, and what is protected stays", () => {
    const labels = empty();
    const drawn = [0, 4].map((slice) => paintAt(labels, 2, slice, [3.5, 3], slice === 0 ? 1 : 2.4));
    const slices = drawnSlices(drawn, 2, AXIAL);
    expect(slices).toEqual([0, 4]);
    const enclosing = ends(slices, 2);
    expect(enclosing).toEqual([0, 4]);
    if (enclosing === null) return;
    fillBetween(new Recorder(labels), labels, AXIAL, enclosing, inkOf(2, false, true));
    const count = (slice: number): number => {
      const flat = flatOf(AXIAL, slice);
      return Array.from({ length: flat.width * flat.height }, (_, pixel) => labels[flat.offset(pixel % flat.width, Math.floor(pixel / flat.width))]).filter((label) => label === 2).length;
    };
    const sizes = [0, 1, 2, 3, 4].map(count);
    expect(sizes[0]).toBeLessThan(sizes[4] ?? 0);
    expect(sizes.toSorted((one, other) => one - other)).toEqual(sizes);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  it("needs two drawn slices that are not neighbors", () => {
    expect(ends([], 2)).toBeNull();
    expect(ends([1], 2)).toBeNull();
    expect(ends([1, 2], 4)).toBeNull();
    expect(ends([1, 4], 4)).toEqual([1, 4]);
    expect(ends([1, 4, 8], 6)).toEqual([4, 8]);
  });
});

describe("the history", () => {
  function worked(): { labels: Uint8Array; history: History; states: Uint8Array[] } {
    const labels = empty();
    labels[offsetOf(GRID.shape, [3, 3, 1])] = 4;
    const states = [labels.slice()];
    let history = EMPTY;
    for (const [label, slice, radius] of [[1, 1, 1.2], [2, 2, 2], [0, 1, 1]] as const) {
      const flat = flatOf(AXIAL, slice);
      const change = edit(labels, label, label === 0 ? "eraser" : "brush", (recorder) =>
        dab(recorder, labels, flat, inkOf(label, label === 0, false), [[3.5, 3.5], [4.5, 3.5]], radius),
      );
      history = added(history, change);
      states.push(labels.slice());
    }
    return { labels, history, states };
  }

  it("undoes and redoes every edit exactly", () => {
    const { labels, history, states } = worked();
    let now = history;
    for (const state of states.slice(0, -1).toReversed()) {
      now = undone(now, labels);
      expect(labels).toEqual(state);
    }
    expect(undone(now, labels)).toBe(now);
    for (const state of states.slice(1)) {
      now = redone(now, labels);
      expect(labels).toEqual(state);
    }
    expect(redone(now, labels)).toBe(now);
  });

  it("is the same after it was kept, with what can be redone, and gives the same labels", () => {
    const { labels, history, states } = worked();
    const kept = decode(fromBase64(toBase64(encode(undone(history, labels)))), labels.length);
    expect(kept.applied).toBe(2);
    expect(kept.changes).toEqual(history.changes);
    const again = (states[0] ?? empty()).slice();
    replay(kept, again);
    expect(again).toEqual(states[2]);
    redone(kept, again);
    expect(again).toEqual(states[3]);
  });

  it("forgets what could be redone once there is a new edit", () => {
    const { labels, history } = worked();
    const back = undone(history, labels);
    const change = paintAt(labels, 1, 4, [1.5, 1.5], 1);
    expect(added(back, change).changes).toHaveLength(3);
    expect(redone(added(back, change), labels).applied).toBe(3);
  });

  it("that is cut off, or of another image, is refused", () => {
    const bytes = encode(worked().history);
    expect(() => decode(bytes.slice(0, -2), 210)).toThrow("cut off");
    expect(() => decode(bytes, 20)).toThrow("does not fit");
    expect(() => decode(Uint8Array.of(1, 2, 3, 4, 5), 210)).toThrow("not a history");
  });
});
