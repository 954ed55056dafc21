/** The page's words in the language of the person: `t().workList.title`. Read inside a component, it follows a change. */
import { language } from "../state/language";
import { en, type Texts } from "./en";
import { es } from "./es";

const catalogues: Readonly<Record<"en" | "es", Texts>> = { en, es };

export function t(): Texts {
  return catalogues[language.value];
}
