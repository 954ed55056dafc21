/** A message in the flow of the page. Errors are read out at once. */
import type { ComponentChildren } from "preact";
import { wordsOf } from "../texts/problem";
import { t } from "../texts";
import { Icon, type IconName } from "./icon";

type NoteTone = "info" | "warn" | "bad" | "ok";

const SIGNS: Readonly<Record<NoteTone, IconName>> = { info: "info", warn: "warn", bad: "bad", ok: "ok" };

export interface NoteProps {
  tone: NoteTone;
  children: ComponentChildren;
  icon?: IconName;
  /** Buttons at the end. */
  actions?: ComponentChildren;
  /** Read out when it appears. */
  live?: boolean;
}

export function Note({ tone, children, icon = SIGNS[tone], actions, live = false }: NoteProps) {
  const role = tone === "bad" ? "alert" : live ? "status" : undefined;
  return (
    <div class={`note ${tone}`} role={role}>
      <Icon name={icon} />
      <div class="grow">{children}</div>
      {actions}
    </div>
  );
}

/** An error of a call, in words: what happened, what to do, and the reference for support. */
export function ErrorNote({ error, actions }: { error: unknown; actions?: ComponentChildren }) {
  const { text, seen, allowed, remedy, reference } = wordsOf(error);
  return (
    <Note tone="bad" actions={actions}>
      <p>{text}</p>
      {seen !== null && (
        <p class="small muted">
          {t().words.seen}: {seen}
          {allowed !== null && ` · ${t().words.allowed}: ${allowed}`}
        </p>
      )}
      {remedy !== null && <p class="small muted">{remedy}</p>}
      {reference !== null && (
        <p class="small quiet mono">
          {t().words.reference} {reference}
        </p>
      )}
    </Note>
  );
}
