/** The session has ended: the page stays as it is behind this dialog, and goes on after signing in. */
import { useEffect } from "preact/hooks";
import { user } from "../state/session";
import { sessionIsOver } from "../state/session-end";
import { t } from "../texts";
import { Dialog } from "./dialog";
import { SignInForm } from "./sign-in-form";

export function SessionDialog() {
  const over = sessionIsOver.value;
  const person = user.value;
  useEffect(() => {
    // Nobody was signed in when the page was opened: then it is the sign-in page's business.
    if (over && person === null) sessionIsOver.value = false;
  }, [over, person]);
  if (!over || person === null) return null;
  const same = (now: { id: string }): void => {
    if (now.id !== person.id) window.location.reload(); // another person never sees what the first one left open
  };
  return (
    <Dialog title={t().shell.signInAgain} closable={false} onClose={() => undefined}>
      <div class="stack">
        <p class="muted">{t().shell.sessionOver}</p>
        <SignInForm name={person.name} onDone={same} />
      </div>
    </Dialog>
  );
}
