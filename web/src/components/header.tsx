/** The bar: where one is, what runs, theme, language, account. */
import { useEffect } from "preact/hooks";
import { api } from "../api/client";
import { url } from "../router";
import { language, type Language } from "../state/language";
import { keysAreOpen } from "../state/keys";
import { running, watchRunning } from "../state/running";
import { signOut, user } from "../state/session";
import { theme, type Theme } from "../state/theme";
import { t } from "../texts";
import { Brand } from "./brand";
import { Button, ButtonLink } from "./button";
import { Icon, type IconName } from "./icon";
import { Menu } from "./menu";

function Nav() {
  const { workList, upload, patients, administration, mainMenu } = t().shell;
  const places: [string, string, IconName][] = [
    ["/", workList, "list"],
    ["/upload", upload, "upload"],
    ["/patients", patients, "patients"],
  ];
  if (user.value?.role === "administrator") places.push(["/admin/users", administration, "gear"]);
  const at = url.value.pathname;
  const here = (to: string): boolean => (to === "/" ? at === "/" : at.startsWith(to.replace("/users", "")));
  return (
    <nav aria-label={mainMenu}>
      {places.map(([to, label, icon]) => (
        <a key={to} href={to} aria-current={here(to) ? "page" : undefined}>
          <Icon name={icon} />
          <span>{label}</span>
        </a>
      ))}
    </nav>
  );
}

/** What the person chose goes to the server too, so that the next machine knows it. */
function keep(change: { theme: Theme } | { language: Language }): void {
  if (user.value) void api.patch("/account", change).catch(() => undefined);
}

function ThemeButton() {
  const light = theme.value === "light" || (theme.value === "system" && window.matchMedia("(prefers-color-scheme: light)").matches);
  const next = light ? "dark" : "light";
  return (
    <Button
      kind="ghost"
      size="sm"
      icon={light ? "moon" : "sun"}
      label={light ? t().shell.toDark : t().shell.toLight}
      onPress={() => {
        theme.value = next;
        keep({ theme: next });
      }}
    />
  );
}

export function LanguageMenu() {
  const choose = (to: Language) => (): void => {
    language.value = to;
    keep({ language: to });
  };
  return (
    <Menu
      label={t().shell.language}
      face={
        <>
          <Icon name="globe" />
          {language.value.toUpperCase()}
        </>
      }
      groups={[
        [
          { label: "English", chosen: language.value === "en", run: choose("en") },
          { label: "Español", chosen: language.value === "es", run: choose("es") },
        ],
      ]}
    />
  );
}

export const initials = (name: string): string => {
  const words = name.split(/[\s._-]+/).filter(Boolean);
  return words.slice(0, 2).map((word) => word.charAt(0)).join("").toUpperCase();
};

export function Header({ onAccount }: { onAccount: () => void }) {
  const person = user.value;
  useEffect(watchRunning, []);
  return (
    <header class="bar">
      <Brand />
      <Nav />
      <div class="row push">
        {running.value > 0 && (
          <ButtonLink kind="ghost" size="sm" href="/?status=running">
            <Icon name="spin" turning />
            {t().shell.running(running.value)}
          </ButtonLink>
        )}
        <Button kind="ghost" size="sm" icon="keyboard" label={`${t().shell.keyboard} (?)`} onPress={() => (keysAreOpen.value = true)} />
        <ThemeButton />
        <LanguageMenu />
        {person && (
          <Menu
            label={`${t().shell.account} ${person.display_name}`}
            face={
              <>
                <span class="avatar" aria-hidden="true">
                  {initials(person.display_name)}
                </span>
                <span class="wide-only">{person.display_name}</span>
                <Icon name="down" />
              </>
            }
            groups={[
              [{ label: t().shell.yourAccount, icon: "users", run: onAccount }],
              [{ label: t().shell.signOut, icon: "lock", run: () => void signOut() }],
            ]}
          />
        )}
      </div>
    </header>
  );
}
