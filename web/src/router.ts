/** Addresses and pages: plain links work, Back returns to the same filter and the same place on the page. */
import { computed, signal } from "@preact/signals";
import { type Page, pages } from "./pages";

interface Found {
  page: Page;
  params: Readonly<Record<string, string>>;
}

const here = (): URL => new URL(window.location.href);

export const url = signal(here());

/** The values of a pattern's `:names` in a path, or null where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const names = pattern.split("/");
  const parts = path.replace(/(.)\/$/, "$1").split("/");
  if (names.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const part = parts[index] ?? "";
    if (name.startsWith(":") && part !== "") params[name.slice(1)] = decodeURIComponent(part);
    else if (name !== part) return null;
  }
  return params;
}

export function find(path: string): Found | null {
  for (const page of pages) {
    const params = match(page.path, path);
    if (params) return { page, params };
  }
  return null;
}

export const found = computed(() => find(url.value.pathname));

/** What scrolls on the page: an element marked `data-scroll`, else the whole page. */
const scrolling = (): Element | null => document.querySelector("[data-scroll]") ?? document.getElementById("main");

function keepPlace(): void {
  history.replaceState({ ...(history.state as object | null), top: scrolling()?.scrollTop ?? 0 }, "");
}

/** Goes to a page of ours; `replace` for changes that Back should step over (a filter being typed). */
export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  const next = new URL(to, window.location.href);
  if (replace) history.replaceState(history.state, "", next);
  else {
    keepPlace();
    history.pushState(null, "", next);
  }
  url.value = here();
}

/** Changes the query of this page; empty values are left out. */
export function setQuery(changes: Record<string, string | null>, { replace = true }: { replace?: boolean } = {}): void {
  const next = here();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  if (next.search !== window.location.search) navigate(next.pathname + next.search, { replace });
}

/** Puts the page back where it was when the person left it; called when the content stands. */
export function restorePlace(): void {
  const state = history.state as { top?: number } | null;
  const element = scrolling();
  if (element && state?.top) element.scrollTop = state.top;
}

function ours(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target !== "" || link.hasAttribute("download") || link.origin !== window.location.origin) return null;
  if (link.getAttribute("href")?.startsWith("#") === true || link.pathname.startsWith("/api/")) return null;
  return link;
}

/** Makes links and the Back button turn pages here, without loading anew. */
export function start(): void {
  document.addEventListener("click", (event) => {
    const link = ours(event);
    if (!link) return;
    event.preventDefault();
    navigate(link.href);
  });
  window.addEventListener("popstate", () => {
    url.value = here();
  });
}
