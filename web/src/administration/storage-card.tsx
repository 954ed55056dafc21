/** What takes how much of the space. */
import type { ShareKind, Storage } from "../api/types";
import { t } from "../texts";
import { size } from "../texts/format";

const ORDER: readonly ShareKind[] = ["uploads", "results", "reports", "deleted", "backups", "database"];

export function StorageCard({ storage }: { storage: Storage }) {
  const words = t().admin;
  const shares = ORDER.map((kind) => storage.shares.find((share) => share.kind === kind)).filter((share) => share !== undefined);
  const used = shares.reduce((sum, share) => sum + share.size_bytes, 0);
  return (
    <section class="card stack">
      <h2>
        {words.dataFolder} <span class="mono quiet">{storage.data_dir}</span>
      </h2>
      <p>
        <b>{size(used)}</b> {words.used}, <b>{size(storage.free_bytes)}</b> {words.freeOf(size(storage.total_bytes))}
      </p>
      <div class="bars" aria-hidden="true">
        {shares.map((share) => (
          <span key={share.kind} class={`share ${share.kind}`} style={{ width: `${(100 * share.size_bytes) / (used + storage.free_bytes)}%` }} />
        ))}
      </div>
      <table class="dense">
        <tbody>
          {shares.map((share) => (
            <tr key={share.kind}>
              <th scope="row">
                <span class={`key share ${share.kind}`} aria-hidden="true" />
                {words.shares[share.kind]}
              </th>
              <td class="num">{size(share.size_bytes)}</td>
              <td class="num muted">{share.kind === "database" || share.kind === "reports" ? "" : words.counts[share.kind](share.count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
