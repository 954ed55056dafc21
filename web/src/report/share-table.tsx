/** The links of a study's reports: until when, how often opened, and the button that ends one. */
import type { ShareRow } from "../api/report-types";
import { Button } from "../components/button";
import { t } from "../texts";
import { clock, day, moment } from "../texts/format";

function ends(share: ShareRow): string {
  if (share.revoked_at !== null) return t().report.revoked(day(share.revoked_at));
  return new Date(share.expires_at) <= new Date() ? t().report.expired(day(share.expires_at)) : day(share.expires_at);
}

export function ShareTable({ shares, onRevoke }: { shares: readonly ShareRow[]; onRevoke: (share: ShareRow) => void }) {
  const words = t().report;
  if (shares.length === 0) return <p class="quiet small">{words.noLinks}</p>;
  return (
    <table class="dense">
      <thead>
        <tr>
          <th scope="col">{words.link}</th>
          <th scope="col">{words.expires}</th>
          <th scope="col" class="num">
            {words.opened}
          </th>
          <th scope="col">
            <span class="sr">{t().workList.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {shares.map((share) => {
          const works = share.revoked_at === null && new Date(share.expires_at) > new Date();
          return (
            <tr key={share.id} class={works ? undefined : "quiet"}>
              <td class="mono">…/s/{share.beginning}…</td>
              <td>{ends(share)}</td>
              <td class="num" title={share.opened_at === null ? undefined : moment(share.opened_at)}>
                {words.openedTimes(share.opened)}
                {share.opened_at !== null && `, ${clock(share.opened_at)}`}
              </td>
              <td class="num">
                {works && (
                  <Button size="sm" kind="danger" label={words.revokeOf(share.beginning)} onPress={() => onRevoke(share)}>
                    {words.revoke}
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
