/** An error that takes the place of a page: what happened, what is safe, what to do, the reference to copy. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { ApiError } from "../api/errors";
import { t } from "../texts";
import { wordsOf } from "../texts/problem";
import { Button } from "./button";
import { Empty } from "./empty";

export function PageError({ title, error, actions }: { title: string; error: unknown; actions?: ComponentChildren }) {
  const [copied, setCopied] = useState(false);
  const { text, remedy, reference } = wordsOf(error);
  const details = JSON.stringify(error instanceof ApiError ? { status: error.status, ...error.problem } : { problem: text });
  const copy = (): void => void navigator.clipboard?.writeText(details).then(() => setCopied(true));
  return (
    <Empty
      title={title}
      icon="bad"
      tone="bad"
      actions={
        <>
          {actions}
          {navigator.clipboard !== undefined && (
            <Button kind="ghost" onPress={copy}>
              {copied ? t().words.copied : t().shell.copyDetails}
            </Button>
          )}
        </>
      }
    >
      <p>{text}</p>
      {remedy !== null && <p>{remedy}</p>}
      {reference !== null && (
        <p class="mono quiet">
          {t().words.reference} {reference}
        </p>
      )}
    </Empty>
  );
}
