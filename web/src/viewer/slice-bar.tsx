/** All slices of the large plane as a bar: where edema and core lie, and where we are. A press goes there. */

import { reach } from "./draw";
import { nearestVoxel, toMm } from "./grid";
import type { Viewer } from "./model";
import type { Region } from "./regions";
import type { Scene } from "./scene";

const SHOWN: readonly { region: Region; inset: number; color: string }[] = [
  { region: "WT", inset: 0, color: "#2f9fff" },
  { region: "TC", inset: 0, color: "#ffd83d" },
];
const cache = new WeakMap<Uint8Array, Map<string, readonly [number, number] | null>>();

function reached(labels: Uint8Array, revision: number, region: Region, scene: Scene): readonly [number, number] | null {
  const key = `${revision} ${region} ${scene.plane.name}`;
  const known = cache.get(labels) ?? new Map<string, readonly [number, number] | null>();
  cache.set(labels, known);
  if (!known.has(key)) {
    if (known.size > 12) known.clear();
    known.set(key, reach(labels, region, scene));
  }
  return known.get(key) ?? null;
}

export function SliceBar({ viewer, scene }: { viewer: Viewer; scene: Scene }) {
  const { plane, slice } = scene;
  const count = plane.grid.shape[plane.through];
  const up = viewer.planeOf(scene.image, plane.name);
  const rising = up.grid.along[{ axial: 2, coronal: 1, sagittal: 0 }[plane.name] as 0 | 1 | 2].sign > 0;
  const fromTop = (at: number): number => (rising ? count - 1 - at : at);
  const layer = viewer.labels.value;
  const go = (event: PointerEvent): void => {
    event.stopPropagation();
    const bar = event.currentTarget as HTMLElement;
    if (event.type === "pointerdown") bar.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = bar.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    const at = [...nearestVoxel(plane.grid, scene.cross ?? toMm(plane.grid, [0, 0, 0]))] as [number, number, number];
    at[plane.through] = fromTop(Math.min(count - 1, Math.floor(share * count)));
    viewer.go(toMm(plane.grid, at), plane.name);
  };
  return (
    <svg class="slice-bar" viewBox={`0 0 10 ${count}`} preserveAspectRatio="none" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      <rect x="4" width="2" height={count} fill="#39444f" />
      {layer !== null &&
        SHOWN.map(({ region, color }) => {
          const found = reached(layer.labels, layer.revision, region, scene);
          if (found === null) return null;
          const [first, last] = [fromTop(found[0]), fromTop(found[1])].sort((one, other) => one - other) as [number, number];
          return <rect key={region} x="2.5" width="5" y={first} height={last - first + 1} fill={color} />;
        })}
      <rect x="0" width="10" y={fromTop(slice)} height={Math.max(1, count / 110)} fill="#fff" />
    </svg>
  );
}
