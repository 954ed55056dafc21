/** A text to take along, with a button that copies it where the browser lets it (not on plain http to another machine). */
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Button } from "./button";

export function CopyText({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <div class="row">
      <input class="mono grow" type="text" readonly aria-label={label} value={text} onFocus={(event) => event.currentTarget.select()} />
      {navigator.clipboard !== undefined && (
        <Button onPress={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>{copied ? t().words.copied : t().words.copy}</Button>
      )}
    </div>
  );
}
