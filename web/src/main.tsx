/** Starts the page: who is signed in, is this the first visit, then the address decides. */
import { render } from "preact";
import { App } from "./app";
import { api } from "./api/client";
import type { Setup } from "./api/types";
import { found, navigate, start } from "./router";
import { listen } from "./state/keys";
import { findUser } from "./state/session";
import "./styles/index.css";

async function begin(): Promise<void> {
  const page = document.getElementById("page");
  if (!page) return;
  const asksWho = found.value?.page.path !== "/s/:token"; // a shared report asks nobody who they are
  if (asksWho) {
    const person = await findUser().catch(() => null);
    if (person === null) {
      const { needed } = await api.get<Setup>("/setup").catch(() => ({ needed: false }));
      if (needed) navigate("/first-visit", { replace: true });
    }
  }
  start();
  listen();
  render(<App />, page);
}

void begin();
