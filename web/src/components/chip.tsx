/** A state: a shape and a word, never color alone. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export type Tone = "ok" | "warn" | "bad" | "info" | "plain";

export function Chip({ tone = "plain", icon, href, children }: { tone?: Tone; icon?: IconName; href?: string; children: ComponentChildren }) {
  const look = ["chip", tone === "plain" ? "" : tone, icon ? "" : "plain"].filter(Boolean).join(" ");
  const inside = (
    <>
      {icon && <Icon name={icon} />}
      {children}
    </>
  );
  return href === undefined ? (
    <span class={look}>{inside}</span>
  ) : (
    <a class={look} href={href}>
      {inside}
    </a>
  );
}

/** A filter that is on, with the button that takes it off. */
export function FilterChip({ children, remove, onRemove }: { children: ComponentChildren; remove: string; onRemove: () => void }) {
  return (
    <span class="chip filter">
      {children}
      <button type="button" aria-label={remove} title={remove} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
