/** A plot over time: values from nothing with their intervals, and the limits of the criteria; its numbers stand in the table. */
import type { Plot as Shown, Spot } from "../api/patient-types";

const WIDTH = 480;
const HEIGHT = 190;
const LEFT = 40;
const RIGHT = 120;
const TOP = 10;
const BOTTOM = 24;
const MARK = 4;

const across = (x: number): number => LEFT + x * (WIDTH - LEFT - RIGHT);
const down = (y: number): number => HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM);

function Whisker({ spot }: { spot: Spot }) {
  const { low, high } = spot;
  const x = across(spot.x);
  const path = low === null || high === null ? "" : `M${x} ${down(low)}V${down(high)}M${x - MARK} ${down(low)}h${2 * MARK}M${x - MARK} ${down(high)}h${2 * MARK}`;
  return (
    <>
      {path !== "" && <path class="plot-whisker" d={path} />}
      <circle class="plot-dot" cx={x} cy={down(spot.y)} r={MARK} />
    </>
  );
}

export function Plot({ plot }: { plot: Shown }) {
  const end = WIDTH - RIGHT;
  return (
    <figure>
      <h3>{plot.title}</h3>
      <svg class="plot" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={plot.alt}>
        {plot.ticks.map((tick) => (
          <g key={tick.y}>
            <path class="plot-line" d={`M${LEFT} ${down(tick.y)}H${end}`} />
            <text x={LEFT - 6} y={down(tick.y) + 4} text-anchor="end">
              {tick.label}
            </text>
          </g>
        ))}
        {plot.limits.map((limit) => (
          <g key={limit.label}>
            <path class="plot-limit" d={`M${LEFT} ${down(limit.y)}H${end}`} />
            <text x={end + 8} y={down(limit.at) + 4}>
              {limit.label}
            </text>
          </g>
        ))}
        {plot.series.map((one) => (
          <g key={one.name}>
            {one.runs.map((run, index) => (
              <polyline key={index} class={one.dash ? "plot-run dash" : "plot-run"} points={run.map((spot) => `${across(spot.x)},${down(spot.y)}`).join(" ")} />
            ))}
            {one.runs.flat().map((spot) => (
              <Whisker key={spot.x} spot={spot} />
            ))}
            <text x={end + 8} y={down(one.at) + 4}>
              {one.name}
            </text>
          </g>
        ))}
        {plot.dates.map((date, index) => (
          <text key={date.x} x={across(date.x)} y={HEIGHT - 8} text-anchor={index === 0 ? "start" : "middle"}>
            {date.label}
          </text>
        ))}
      </svg>
    </figure>
  );
}
