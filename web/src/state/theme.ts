/** Dark, light or as the system has it: kept for the person by the server, and by the browser until they sign in. */
import { effect, signal } from "@preact/signals";

export type Theme = "dark" | "light" | "system";

const KEY = "neuroinsight.theme";

const themes: readonly string[] = ["dark", "light", "system"];

function stored(): Theme {
  const found = localStorage.getItem(KEY);
  return found !== null && themes.includes(found) ? (found as Theme) : "dark";
}

export const theme = signal<Theme>(stored());

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  localStorage.setItem(KEY, theme.value);
});
