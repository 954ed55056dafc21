/** Set when the server no longer knows the session: the page stays as it is, and a dialog asks for the password. */
import { signal } from "@preact/signals";

export const sessionIsOver = signal(false);

export function sessionEnded(): void {
  sessionIsOver.value = true;
}
