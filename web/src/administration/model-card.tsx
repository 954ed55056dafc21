/** What must be known of a model before trusting it: accuracy with intervals, where it was trained, what it is not for. */
import type { CardFigure, ModelRow } from "../api/types";
import { Button } from "../components/button";
import { Chip } from "../components/chip";
import { Note } from "../components/note";
import { t } from "../texts";
import { number, range, size } from "../texts/format";

const REGIONS = ["WT", "TC", "ET"];

function Accuracy({ title, figures }: { title: string; figures: readonly CardFigure[] }) {
  const words = t().admin;
  const dice = figures.filter((figure) => figure.metric === "dice" && REGIONS.includes(figure.region.toUpperCase()));
  const [first] = dice;
  if (!first) return null;
  return (
    <table class="dense">
      <thead>
        <tr>
          <th scope="col">{words.dice(title, first.cases)}</th>
          <th scope="col" class="num">
            {words.mean}
          </th>
          <th scope="col" class="num">
            {words.interval}
          </th>
        </tr>
      </thead>
      <tbody>
        {dice.map((figure) => (
          <tr key={figure.region}>
            <th scope="row">{words.regions[figure.region.toUpperCase()] ?? figure.region}</th>
            <td class="num">
              <b>{number(figure.mean, 2)}</b>
            </td>
            <td class="num">{range(figure, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ModelCard({ model, onDefault }: { model: ModelRow; onDefault: () => void }) {
  const words = t().admin;
  const { card } = model;
  return (
    <section class="card stack">
      <div class="row between">
        <h2>
          {model.name} <span class="quiet">{model.version}</span>
        </h2>
        {model.is_default ? (
          <Chip tone="ok" icon="ok">
            {words.default}
          </Chip>
        ) : (
          <Button size="sm" onPress={onDefault}>
            {words.makeDefault}
          </Button>
        )}
      </div>
      <p class="muted" lang="en">
        {card?.summary} <span class="mono">{model.sha256.slice(0, 12)}</span> · {size(model.size_bytes)}
      </p>
      {card === null ? (
        <Note tone="warn">{words.noCard}</Note>
      ) : (
        <>
          <div class="cols-2">
            <Accuracy title={words.allSequences} figures={card.figures} />
            <Accuracy title={words.without(card.optional.join(", "))} figures={card.figures_without_optional} />
          </div>
          <div class="stack-2" lang="en">
            <h3>{words.trained}</h3>
            <p class="muted">{card.training_cases}</p>
          </div>
          <Note tone="warn">
            <p>
              <b>{words.limits}</b>
            </p>
            <ul class="plain" lang="en">
              {card.limits.map((limit) => (
                <li key={limit}>{limit}</li>
              ))}
            </ul>
          </Note>
          <details>
            <summary>{words.wholeCard}</summary>
            <dl class="stack-2" lang="en">
              <dt>{words.measured}</dt>
              <dd class="muted">{card.protocol}</dd>
              <dt>{words.intended}</dt>
              <dd class="muted">{card.intended_use}</dd>
              <dt>{words.terms}</dt>
              <dd class="muted">{card.terms}</dd>
              <dt>{words.citations}</dt>
              {card.citations.map((one) => (
                <dd key={one} class="muted">
                  {one}
                </dd>
              ))}
            </dl>
          </details>
        </>
      )}
    </section>
  );
}
