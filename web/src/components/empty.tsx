/** What belongs here, and one action; also the face of an error that takes a whole page. */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export interface EmptyProps {
  title: string;
  children?: ComponentChildren;
  icon?: IconName;
  tone?: "bad";
  /** 1 where the page has no other heading. */
  level?: 1 | 2;
  actions?: ComponentChildren;
}

export function Empty({ title, children, icon, tone, level = 2, actions }: EmptyProps) {
  return (
    <div class="empty" role={tone === "bad" ? "alert" : undefined}>
      {icon && (
        <span class={tone}>
          <Icon name={icon} />
        </span>
      )}
      {level === 1 ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
      {actions !== undefined && <div class="row wrap">{actions}</div>}
    </div>
  );
}
