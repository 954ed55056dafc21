/** A list of commands that unfolds under a button: arrows move, Esc closes, the focus returns. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icon";

export interface Command {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** Marks the one of several that is chosen. */
  chosen?: boolean;
  run: () => void;
}

export interface MenuProps {
  /** The name of the button. */
  label: string;
  /** What the button shows; without it, three dots. */
  face?: ComponentChildren;
  look?: string;
  /** The edge of the button at which the list stands. */
  align?: "start" | "end";
  groups: readonly (readonly Command[])[];
}

export function Menu({ label, face, look = "btn ghost sm", align = "end", groups }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>("[role^=menuitem]")?.focus();
    const outside = (event: Event): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
  const move = (event: KeyboardEvent): void => {
    const items = [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items.at(to % items.length)?.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      setOpen(false);
      button.current?.focus();
    }
  };
  return (
    <div class="menu" ref={root}>
      <button ref={button} type="button" class={face === undefined ? `${look} icon` : look} aria-label={label} title={face === undefined ? label : undefined} aria-haspopup="menu" aria-expanded={open} onClick={() => setOpen(!open)}>
        {face ?? <Icon name="more" />}
      </button>
      {open && (
        <div class={`menu-list ${align}`} role="menu" aria-label={label} onKeyDown={move}>
          {groups.map((group, index) => (
            <div key={index} role="group">
              {group.map((command) => (
                <button
                  key={command.label}
                  type="button"
                  tabIndex={-1}
                  role={command.chosen === undefined ? "menuitem" : "menuitemradio"}
                  aria-checked={command.chosen}
                  class={command.danger === true ? "danger" : undefined}
                  onClick={() => {
                    setOpen(false);
                    button.current?.focus();
                    command.run();
                  }}
                >
                  {command.chosen === true ? <Icon name="check" /> : command.icon && <Icon name={command.icon} />}
                  {command.label}
                </button>
              ))}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
