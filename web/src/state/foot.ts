/** What a page says in the foot line: "1 to 10 of 1,204". */
import { signal } from "@preact/signals";

export const footText = signal("");
