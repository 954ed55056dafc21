/** Removing a lesion: all labeled voxels that hang together with one. */

import { offsetOf, type Vec3, voxelAt } from "../viewer/grid";
import type { Recorder } from "./change";

/** Clear the lesion that holds a voxel (corners connect); return how many voxels it had, 0 where there is none. */
export function removeLesion(recorder: Recorder, labels: Uint8Array, shape: Vec3, start: number): number {
  if ((labels[start] ?? 0) === 0) return 0;
  const waiting = [start];
  let removed = 1;
  recorder.set(start, 0);
  for (let offset = waiting.pop(); offset !== undefined; offset = waiting.pop()) {
    const [i, j, k] = voxelAt(shape, offset);
    for (let dk = -1; dk <= 1; dk++) {
      for (let dj = -1; dj <= 1; dj++) {
        for (let di = -1; di <= 1; di++) {
          const [ni, nj, nk] = [i + di, j + dj, k + dk];
          if (ni < 0 || nj < 0 || nk < 0 || ni >= shape[0] || nj >= shape[1] || nk >= shape[2]) continue;
          const neighbor = offsetOf(shape, [ni, nj, nk]);
          if ((labels[neighbor] ?? 0) === 0) continue;
          recorder.set(neighbor, 0);
          waiting.push(neighbor);
          removed += 1;
        }
      }
    }
  }
  return removed;
}
