/** Words over the pictures: what the lines mean, and what is under the crosshair. */

import { useEffect, useState } from "preact/hooks";
import { number } from "../texts/format";
import { t } from "../texts";
import { TITLES, type Viewer } from "./model";
import { sliceAt, sliceNumber } from "./plane";
import { REGIONS } from "./regions";
import type { TileSpec } from "./tile-scene";

const QUIET_MS = 500; // a screen reader gets at most so many messages

export function Swatch({ region }: { region: string }) {
  return <span class={`sw ${region.toLowerCase()}`} aria-hidden="true" />;
}

export function Legend({ viewer }: { viewer: Viewer }) {
  if (viewer.labels.value === null || !viewer.showsLabels.value) return null;
  return (
    <div class="bl">
      <span class="row legend">
        {REGIONS.filter((region) => viewer.shown.value.has(region)).map((region) => (
          <span key={region}>
            <Swatch region={region} /> {region}
          </span>
        ))}
      </span>
    </div>
  );
}

export function ReadOut({ viewer, spec }: { viewer: Viewer; spec: TileSpec }) {
  const at = viewer.positions.value?.[spec.plane];
  const found = at === undefined ? null : viewer.under(spec.sequence, at);
  if (found === null) return null;
  const intensity = t().viewer.intensity(number(found.value));
  return <>{found.tissue === null ? intensity : `${found.tissue} · ${intensity}`}</>;
}

/** The crosshair for a screen reader: "slice 96, enhancing tumor, T1CE 412". */
export function SpokenPlace({ viewer }: { viewer: Viewer }) {
  const [said, say] = useState("");
  const at = viewer.at.value;
  const picture = viewer.picture.value;
  const sequence = viewer.sequence.value;
  const large = viewer.large.value;
  const labels = viewer.labels.value;
  useEffect(() => {
    if (at === null || picture === null) return;
    const timer = setTimeout(() => {
      const plane = viewer.planeOf(picture.image, large);
      const found = viewer.under(sequence, at);
      const texts = t().viewer;
      const tissue = found?.tissue ? texts.regions[found.tissue] : texts.noTumor;
      say(texts.spoken(String(sliceNumber(plane, sliceAt(plane, at))), tissue, `${TITLES[sequence]} ${number(found?.value ?? 0)}`));
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [at, picture, sequence, large, labels]);
  return (
    <p class="sr" aria-live="polite">
      {said}
    </p>
  );
}
