/** The frame around the page that the address names. */
import { useEffect, useState } from "preact/hooks";
import type { ComponentType } from "preact";
import { Empty } from "./components/empty";
import { ButtonLink } from "./components/button";
import { Foot } from "./components/foot";
import { Header } from "./components/header";
import { KeyboardList } from "./components/keyboard-list";
import { Loading } from "./components/loading";
import { OutageNote } from "./components/outage-note";
import { PageError } from "./components/page-error";
import { SessionDialog } from "./components/session-dialog";
import { Toasts } from "./components/toasts";
import type { Page, PageProps } from "./pages";
import { found, navigate, url } from "./router";
import { footText } from "./state/foot";
import { keysAreOpen, useKeys } from "./state/keys";
import { user } from "./state/session";
import { t } from "./texts";

function NotFound() {
  return (
    <Empty title={t().shell.notFound} icon="search" level={1} actions={<ButtonLink href="/">{t().shell.toWorkList}</ButtonLink>}>
      <p>{t().shell.notFoundHint}</p>
    </Empty>
  );
}

type Loaded = { page: Page; Component: ComponentType<PageProps> } | { page: Page; error: unknown } | null;

/** The component of a page, fetched when the page is first opened. */
function useLoaded(page: Page | undefined): Loaded {
  const [loaded, setLoaded] = useState<Loaded>(null);
  useEffect(() => {
    if (!page) return;
    let current = true;
    page.load().then(
      (module) => current && setLoaded({ page, Component: module.default }),
      (error: unknown) => current && setLoaded({ page, error }),
    );
    return () => {
      current = false;
    };
  }, [page]);
  return loaded?.page === page ? loaded : null;
}

function Content() {
  const here = found.value;
  const loaded = useLoaded(here?.page);
  const { pathname, search } = url.value;
  useEffect(() => {
    footText.value = "";
    document.title = `${t().titles[here?.page.title ?? "notFound"]} · NeuroInsight`;
  }, [pathname, t()]);
  if (!here) return <NotFound />;
  if (loaded === null) return <Loading />;
  if ("error" in loaded) return <PageError title={t().shell.pageBroke} error={loaded.error} />;
  const { Component } = loaded;
  return <Component key={pathname} params={here.params} query={new URLSearchParams(search)} />;
}

/** Who may not see the page is sent to sign in, and comes back to it; a password given for once is changed first. */
function useDoor(): boolean {
  const page = found.value?.page;
  const { pathname, search } = url.value;
  const must = user.value?.must_change_password === true && pathname !== "/new-password";
  const door = page?.who === "everyone" ? null : user.value === null ? "/sign-in" : must ? "/new-password" : null;
  useEffect(() => {
    if (door === null) return;
    const back = pathname === "/" && search === "" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    navigate(door + back, { replace: true });
  }, [door]);
  return door === null;
}

export function App() {
  const isOpen = useDoor();
  useKeys(t().shell.everywhere, [{ keys: "?", label: t().shell.thisList, run: () => (keysAreOpen.value = true) }]);
  if (!isOpen) return null;
  const bare = found.value?.page.frame === "bare";
  return (
    <>
      {bare ? (
        <Content />
      ) : (
        <div class="app">
          <a class="skip" href="#main">
            {t().shell.skip}
          </a>
          <Header onAccount={() => navigate("/account")} />
          <main id="main" tabIndex={-1}>
            <Content />
          </main>
          <Foot />
        </div>
      )}
      <OutageNote />
      <Toasts />
      <KeyboardList />
      <SessionDialog />
    </>
  );
}
