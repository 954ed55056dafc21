/** What the edit changed: volumes before and now, overlap, slices. */

import { useMemo } from "preact/hooks";
import { number } from "../texts/format";
import { t } from "../texts";
import { voxelAt, voxelMl } from "../viewer/grid";
import { planeOf, sliceNumber } from "../viewer/plane";
import { dice, REGIONS } from "../viewer/regions";
import { Swatch } from "../viewer/words";
import type { EditSession } from "./session";

const SMALLEST_ML = 0.05; // what would be printed as no change

export function ChangeTable({ edit }: { edit: EditSession }) {
  const texts = t().editing;
  const { grid } = edit.base;
  const ml = voxelMl(grid);
  const counts = edit.counts.value;
  return (
    <section>
      <table class="dense plain">
        <caption class="sr">{texts.volumes}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.volumeMl}</th>
            <th scope="col" class="num">
              {texts.before}
            </th>
            <th scope="col" class="num">
              {texts.edited}
            </th>
            <th scope="col" class="num">
              {texts.change}
            </th>
          </tr>
        </thead>
        <tbody>
          {REGIONS.map((region) => {
            const [before, now] = [edit.originalCounts[region] * ml, counts[region] * ml];
            return (
              <tr key={region} data-region={region}>
                <th scope="row">
                  <Swatch region={region} /> <b>{region}</b>
                </th>
                <td class="num muted">{number(before, 1)}</td>
                <td class="num">
                  <b>{number(now, 1)}</b>
                </td>
                <td class="num">{counts[region] === edit.originalCounts[region] ? texts.same : signed(now - before)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p class="small quiet">{texts.noInterval}</p>
    </section>
  );
}

const signed = (value: number): string =>
  Math.abs(value) < SMALLEST_ML ? `${value < 0 ? "−" : "+"}<${number(0.1, 1)}` : `${value < 0 ? "−" : "+"}${number(Math.abs(value), 1)}`;

export function ChangeFacts({ edit }: { edit: EditSession }) {
  const texts = t().editing;
  const history = edit.history.value;
  const overlap = useMemo(() => dice(edit.original, edit.labels, "WT"), [history]);
  const touched = useMemo(() => {
    const plane = planeOf(edit.base.grid, "axial", true);
    const slices = history.changes.slice(0, history.applied).flatMap((change) =>
      change.runs.flatMap((run) => [run.start, run.start + run.length - 1].map((at) => sliceNumber(plane, voxelAt(plane.grid.shape, at)[plane.through]))),
    );
    return slices.length === 0 ? null : [slices.reduce((one, other) => Math.min(one, other)), slices.reduce((one, other) => Math.max(one, other))];
  }, [history]);
  return (
    <section>
      <dl class="kv">
        <dt>{texts.overlap}</dt>
        <dd>{overlap === null ? "–" : number(overlap, 2)}</dd>
        <dt>{texts.touched}</dt>
        <dd>{touched === null ? texts.none : texts.touchedFrom(number(touched[0] ?? 0), number(touched[1] ?? 0))}</dd>
      </dl>
    </section>
  );
}
