/** The volumes with their intervals; a press on a region goes to its largest slice. */
import type { Findings, VolumeText } from "../api/findings";
import { t } from "../texts";
import type { Region } from "../viewer/regions";
import { Swatch } from "../viewer/words";

const ORDER: readonly Region[] = ["NCR", "ET", "ED", "TC", "WT"];

export function Volumes({ volumes, onGo }: { volumes: Findings["volumes"]; onGo: (region: Region) => void }) {
  const texts = t().study;
  const rows = ORDER.flatMap((region) => volumes.rows.filter((row) => row.region === region));
  const top = Math.max(...rows.map((row) => row.interval?.high ?? row.value_ml ?? 0), 1);
  return (
    <>
      <table class="dense plain">
        <caption class="sr">{texts.volume}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.volume}</th>
            <th scope="col" class="num">
              {texts.ml}
            </th>
            <th scope="col" class="num">
              {volumes.interval_title ?? texts.interval}
            </th>
            <th scope="col">
              <span class="sr">{texts.intervalDrawn}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.region} row={row} top={top} onGo={onGo} />
          ))}
        </tbody>
      </table>
      <details class="small">
        <summary class="quiet">{t().words.more(texts.volume.toLowerCase())}</summary>
        <p class="small quiet">{volumes.note}</p>
      </details>
    </>
  );
}

function Row({ row, top, onGo }: { row: VolumeText; top: number; onGo: (region: Region) => void }) {
  const there = row.value_ml !== null && row.value_ml > 0;
  const name = (
    <>
      <Swatch region={row.region} /> <b>{row.region}</b> <span class="muted">{t().viewer.shortRegions[row.region]}</span>
    </>
  );
  return (
    <tr>
      <th scope="row" title={row.title}>
        {there ? (
          <button type="button" class="go" aria-label={`${row.region}: ${t().study.goToRegion(row.title)}`} onClick={() => onGo(row.region)}>
            {name}
          </button>
        ) : (
          name
        )}
      </th>
      {row.value_ml === null ? (
        <td colSpan={3} class="small quiet wraps">
          {t().words.notAssessed}: {row.reason}
        </td>
      ) : (
        <>
          <td class="num">
            <b>{row.text}</b>
          </td>
          <td class="num muted">{row.interval?.text ?? "–"}</td>
          <td class="drawn">{row.interval !== null && <Drawn low={row.interval.low} value={row.value_ml} high={row.interval.high} top={top} />}</td>
        </>
      )}
    </tr>
  );
}

function Drawn({ low, value, high, top }: { low: number; value: number; high: number; top: number }) {
  const part = (amount: number): string => `${(100 * amount) / top}%`;
  return (
    <span class="ival" aria-hidden="true">
      <i style={{ left: part(low), width: part(high - low) }} />
      <b style={{ left: part(value) }} />
    </span>
  );
}
