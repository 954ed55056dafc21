/** The language of the page. */
import { effect, signal } from "@preact/signals";

export type Language = "en" | "es";

const KEY = "neuroinsight.language";

function stored(): Language {
  const found = localStorage.getItem(KEY) ?? navigator.language.slice(0, 2);
  return found === "es" ? "es" : "en";
}

export const language = signal<Language>(stored());

effect(() => {
  document.documentElement.lang = language.value;
  localStorage.setItem(KEY, language.value);
});
