/** Where one is signed in, and the way to end it there. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { OwnSession } from "../api/types";
import { Button } from "../components/button";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { t } from "../texts";
import { moment } from "../texts/format";

/** "Firefox, Linux" out of what a browser says of itself. */
export function browserIn(agent: string): string | null {
  const browser = (["Edg", "OPR", "Firefox", "Chrome", "Safari"] as const).find((name) => agent.includes(`${name}/`));
  if (browser === undefined) return agent.split(" ")[0] || null;
  const system = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"].find((name) => agent.includes(name));
  const name = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" }[browser];
  return system === undefined ? name : `${name}, ${system}`;
}

export function Sessions() {
  const words = t().account;
  const [sessions, setSessions] = useState<OwnSession[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => void api.get<OwnSession[]>("/sessions").then(setSessions, setError), []);
  useEffect(load, []);
  return (
    <section class="card stack">
      <h2>{words.sessions}</h2>
      <p class="small muted">{words.sessionsText}</p>
      {error !== null && <ErrorNote error={error} />}
      {sessions === null && error === null && <Loading />}
      {sessions && (
        <table>
          <thead>
            <tr>
              <th scope="col">{words.device}</th>
              <th scope="col">{words.since}</th>
              <th scope="col">{words.lastUse}</th>
              <th scope="col">
                <span class="sr">{t().workList.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sessions.map((one) => {
              const agent = browserIn(one.agent) ?? words.unknownBrowser;
              return (
                <tr key={one.id}>
                  <td>
                    {agent} {one.is_this && <span class="quiet">{words.thisSession}</span>}
                  </td>
                  <td>{moment(one.created_at)}</td>
                  <td>{moment(one.seen_at)}</td>
                  <td class="num">
                    {!one.is_this && (
                      <Button kind="ghost" size="sm" label={words.endOf(agent)} onPress={() => void api.delete(`/sessions/${one.id}`).then(load, setError)}>
                        {words.end}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}
