/** A follow-up in words: sentences, categories beside their rules, tables. */
import type { FollowUp, TableText } from "../api/patient-types";
import { Note } from "../components/note";
import { t } from "../texts";
import { Plot } from "./plot";

function Runs({ runs }: { runs: readonly string[] }) {
  return <>{runs.map((run, index) => (index % 2 === 1 ? <b key={index}>{run}</b> : run))}</>;
}

export function Table({ table }: { table: TableText }) {
  return (
    <section>
      <h2>{table.title}</h2>
      <div class="scroll-x" tabIndex={0} role="region" aria-label={table.title}>
        <table class="dense">
          <thead>
            <tr>
              {table.head.map((cell, index) => (
                <th key={index} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row) => (
              <tr key={row[0]}>
                {row.map((cell, index) =>
                  index === 0 ? (
                    <th key={index} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={index}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {table.note !== "" && <p class="small quiet">{table.note}</p>}
    </section>
  );
}

/** What changed: the sentences, the disagreement of the methods, the cautions. */
export function Sentences({ told }: { told: FollowUp }) {
  const [first, ...others] = told.sentences;
  return (
    <section class="stack-2">
      <h2>{t().patient.sentence}</h2>
      {first && (
        <p class="lede">
          <Runs runs={first} />
        </p>
      )}
      {told.disagree && (
        <Note tone="warn">
          {told.boxes.map((box) => (
            <p key={box.title}>
              <b>{box.title}</b>: {box.category}. <span class="small">{box.rule}</span>
            </p>
          ))}
        </Note>
      )}
      {told.cautions.map((caution) => (
        <Note key={caution.cause} tone="warn">
          <b>{caution.cause}</b> {caution.consequence}
        </Note>
      ))}
      <ul class="plain-list">
        {others.map((runs, index) => (
          <li key={index}>
            <Runs runs={runs} />
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Plots({ told }: { told: FollowUp }) {
  return (
    <section>
      <h2>{t().patient.plots}</h2>
      <div class="plots">
        {told.plots.map((plot) => (
          <Plot key={plot.title} plot={plot} />
        ))}
      </div>
    </section>
  );
}

export function Rules({ told }: { told: FollowUp }) {
  return (
    <section>
      <details>
        <summary>{t().patient.rules}</summary>
        <ul class="plain-list small muted">
          {[...told.rules, ...told.limits].map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
      </details>
    </section>
  );
}
