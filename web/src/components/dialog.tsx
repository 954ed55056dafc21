/** A dialog names the thing, the consequence, the way back. The focus stays inside, Esc closes, the focus returns. */
import { type ComponentChildren, createPortal } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../texts";
import { Button } from "./button";

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex='0']";

export interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** The buttons; the one that acts stands last. */
  footer?: ComponentChildren;
  onClose: () => void;
  /** Where closing would lose what the person needs (signing in again), there is no cross and no Esc. */
  closable?: boolean;
}

function keepInside(event: KeyboardEvent, dialog: HTMLElement): void {
  const inside = [...dialog.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((one) => one.offsetParent !== null);
  const first = inside[0];
  const last = inside.at(-1);
  const at = document.activeElement;
  if (event.shiftKey && (at === first || at === dialog)) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && at === last) {
    event.preventDefault();
    first?.focus();
  }
}

export function Dialog({ title, children, footer, onClose, closable = true }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDivElement>(null);
  // Before anything is painted: a focus that moved later would take what is being typed into another field.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const rest = document.getElementById("page");
    rest?.setAttribute("inert", "");
    const wanted = dialog.current?.querySelector<HTMLElement>("[data-first], div input, div textarea, div select, footer button");
    if (dialog.current?.contains(before) !== true) (wanted ?? dialog.current)?.focus();
    return () => {
      if (document.querySelectorAll(".dialog").length <= 1) rest?.removeAttribute("inert");
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return createPortal(
    <div class="scrim" onMouseDown={(event) => closable && event.target === event.currentTarget && onClose()}>
      <div
        ref={dialog}
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby={id}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === "Escape" && closable) {
            event.stopPropagation();
            onClose();
          } else if (event.key === "Tab" && dialog.current) keepInside(event, dialog.current);
        }}
      >
        <header>
          <h2 id={id}>{title}</h2>
          {closable && <Button size="sm" kind="ghost" icon="close" label={t().words.close} onPress={onClose} />}
        </header>
        <div>{children}</div>
        {footer !== undefined && <footer>{footer}</footer>}
      </div>
    </div>,
    document.body,
  );
}
