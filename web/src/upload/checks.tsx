/** The checks, and the button that begins the analysis with the reason why it cannot. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import { Button } from "../components/button";
import { Icon, type IconName } from "../components/icon";
import { ErrorNote } from "../components/note";
import { navigate } from "../router";
import { t } from "../texts";
import { isSending } from "./sender";
import type { Intake } from "./types";
import { problemWords } from "./words";

const SIGNS: Readonly<Record<"ok" | "bad" | "waiting", [string, IconName]>> = { ok: ["ok", "ok"], bad: ["bad", "warn"], waiting: ["quiet", "clock"] };

export function Checks({ intake }: { intake: Intake }) {
  const words = t().upload;
  return (
    <section class="card stack-2" aria-labelledby="checks-card">
      <h2 id="checks-card">{words.checks}</h2>
      <ul class="stack-2 small" role="list">
        {intake.checks.map(({ code, state }) => {
          const [tone, icon] = SIGNS[state];
          const name = (state === "bad" ? words.failed[code] : words.passed[code]) ?? code;
          return (
            <li key={code} class="row" data-check={code} data-state={state}>
              <span class={tone}>
                <Icon name={icon} />
              </span>
              {state === "bad" ? <b>{name}</b> : <span class={state === "waiting" ? "quiet" : ""}>{name}</span>}
              <span class="sr">{words.states[state]}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Why an analysis cannot begin; null when it can. */
function reason(intake: Intake, busy: boolean): string | null {
  const words = t().upload;
  if (isSending()) return words.whySending;
  if (busy) return words.whyLooking;
  if (intake.ready) return null;
  const first = intake.problems.find(({ blocks }) => blocks);
  return first ? problemWords(first).text : words.whyLooking;
}

export function useAnalyze(id: string): { begin: () => void; busy: boolean; error: unknown } {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const begin = (): void => {
    setBusy(true);
    api.post(`/studies/${id}/analyze`).then(
      () => navigate(`/studies/${id}`),
      (problem: unknown) => {
        setError(problem);
        setBusy(false);
      },
    );
  };
  return { begin, busy, error };
}

export function Analyze({ intake, busy, analyze }: { intake: Intake; busy: boolean; analyze: ReturnType<typeof useAnalyze> }) {
  const why = reason(intake, busy);
  return (
    <div class="stack-2">
      <Button kind="primary" size="lg" block busy={analyze.busy} disabled={why !== null} onPress={analyze.begin}>
        {t().upload.analyze}
      </Button>
      {why !== null && (
        <p class="small muted" role="status">
          {why}
        </p>
      )}
      {analyze.error !== null && <ErrorNote error={analyze.error} />}
    </div>
  );
}
