/** The administration's menu beside the page. */
import type { ComponentChildren } from "preact";
import { url } from "../router";
import { t } from "../texts";
import { Icon, type IconName } from "./icon";

export function AdminFrame({ children }: { children: ComponentChildren }) {
  const words = t().admin;
  const places: [string, string, IconName][] = [
    ["/admin/users", words.users, "users"],
    ["/admin/models", words.models, "chip"],
    ["/admin/storage", words.storage, "disk"],
    ["/admin/audit", words.audit, "history"],
  ];
  return (
    <div class="admin">
      <nav aria-label={t().shell.administration}>
        {places.map(([to, label, icon]) => (
          <a key={to} href={to} aria-current={url.value.pathname === to ? "page" : undefined}>
            <Icon name={icon} />
            {label}
          </a>
        ))}
      </nav>
      <div data-scroll>{children}</div>
    </div>
  );
}
