/** How the parts of the server are. */
import type { Health } from "../api/types";
import { Chip } from "../components/chip";
import { t } from "../texts";
import { duration } from "../texts/format";

export function HealthCard({ health }: { health: Health }) {
  const words = t().admin;
  return (
    <section class="card">
      <h2>{words.health}</h2>
      <table class="dense roomy">
        <tbody>
          <tr>
            <th scope="row">{words.queue}</th>
            <td>
              <Chip icon="clock">{words.queueState(health.running, health.queued)}</Chip>
            </td>
            <td class="num muted">{health.oldest_queued_seconds === null ? "" : words.oldest(duration(Math.round(health.oldest_queued_seconds)))}</td>
          </tr>
          <tr>
            <th scope="row">{words.today}</th>
            <td>
              <Chip tone={health.failed_today > 0 ? "warn" : "ok"} icon={health.failed_today > 0 ? "warn" : "ok"}>
                {words.failedToday(health.failed_today)}
              </Chip>
            </td>
            <td class="num muted">
              {health.median_seconds_today === null ? words.nothingToday : words.medianToday(duration(health.median_seconds_today), health.done_today)}
            </td>
          </tr>
          <tr>
            <th scope="row">{words.audit}</th>
            <td>
              <Chip tone={health.trail_is_whole ? "ok" : "bad"} icon={health.trail_is_whole ? "lock" : "bad"}>
                {health.trail_is_whole ? words.chainWhole : words.chainBroken}
              </Chip>
            </td>
            <td />
          </tr>
          <tr>
            <th scope="row">{words.databaseName}</th>
            <td>
              <Chip icon="disk">{words.databases[health.database]}</Chip>
            </td>
            <td />
          </tr>
          <tr>
            <th scope="row">{words.network}</th>
            <td>
              <Chip tone={health.reachable === "network" && !health.encrypted ? "warn" : "ok"} icon="lock">
                {health.encrypted ? words.encrypted : health.reachable === "network" ? words.plain : words.local}
              </Chip>
            </td>
            <td class="num muted">{health.reachable === "network" ? t().account.network : t().account.thisMachine}</td>
          </tr>
          <tr>
            <th scope="row">{words.version}</th>
            <td class="mono">{health.version}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </section>
  );
}
