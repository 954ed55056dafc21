/** Backups beside the data; to another machine they are copied by whoever runs the installation. */
import type { Backup } from "../api/types";
import { t } from "../texts";
import { moment, size } from "../texts/format";

const SHOWN = 5;

export function BackupCard({ backups }: { backups: readonly Backup[] }) {
  const words = t().admin;
  return (
    <section class="card stack-2">
      <h2>{words.backup}</h2>
      <p class="small muted">{words.backupText}</p>
      {backups.length === 0 ? (
        <p class="quiet">{words.noBackups}</p>
      ) : (
        <table class="dense">
          <tbody>
            {backups.slice(0, SHOWN).map((backup) => (
              <tr key={backup.name}>
                <th scope="row">{moment(backup.made_at)}</th>
                <td class="mono">{backup.name}</td>
                <td class="num">{size(backup.size_bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
