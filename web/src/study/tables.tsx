/** Place and mass effect, all other measurements, and what was not assessed with its reasons. */
import type { Findings, FindingRow, FindingTable, Point } from "../api/findings";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { number } from "../texts/format";
import { t } from "../texts";

export function Rows({ rows, onGo }: { rows: readonly FindingRow[]; onGo: (at: Point) => void }) {
  return (
    <dl class="kv">
      {rows.map((row) => (
        <div key={row.name} class="pair">
          <dt>{row.title}</dt>
          <dd>
            {row.text} {row.at_mm !== null && <GoTo row={row} at={row.at_mm} onGo={onGo} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function GoTo({ row, at, onGo }: { row: FindingRow; at: Point; onGo: (at: Point) => void }) {
  return <Button size="sm" kind="ghost" icon="target" label={`${t().study.goTo}: ${row.title}`} onPress={() => onGo(at)} />;
}

export function Further({ tables, onGo }: { tables: readonly FindingTable[]; onGo: (at: Point) => void }) {
  if (tables.length === 0) return null;
  return (
    <section>
      <details>
        <summary>
          <Icon name="right" />
          {t().study.further}
        </summary>
        {tables.map((table) => (
          <div key={table.title}>
            <h3>{table.title}</h3>
            <Rows rows={table.rows} onGo={onGo} />
          </div>
        ))}
      </details>
    </section>
  );
}

export function NotAssessed({ gaps }: { gaps: Findings["not_assessed"] }) {
  if (gaps.length === 0) return null;
  return (
    <section>
      <details>
        <summary>
          <Icon name="right" />
          {t().study.notAssessed(number(gaps.length))}
        </summary>
        <dl class="gaps small">
          {gaps.map((gap) => (
            <div key={gap.title}>
              <dt>{gap.title}</dt>
              <dd class="quiet">{gap.reason}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}
