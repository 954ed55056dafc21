/** The messages at the lower edge: 8 seconds, held by pointer or focus. */
import { useEffect, useState } from "preact/hooks";
import { dismiss, type Toast, toasts } from "../state/toasts";
import { t } from "../texts";
import { Button } from "./button";
import { Icon } from "./icon";

const SHOWN_MS = 8000;

function One({ toast }: { toast: Toast }) {
  const [held, hold] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [held, toast.id]);
  const { action } = toast;
  return (
    <div
      class="toast"
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocusIn={() => hold(true)}
      onFocusOut={() => hold(false)}
    >
      <span class="ok">
        <Icon name="ok" />
      </span>
      <span class="grow">{toast.text}</span>
      {action && (
        <Button
          size="sm"
          onPress={() => {
            dismiss(toast.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      <Button size="sm" kind="ghost" icon="close" label={t().words.close} onPress={() => dismiss(toast.id)} />
    </div>
  );
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-label={t().shell.messages}>
      {toasts.value.map((toast) => (
        <One key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
