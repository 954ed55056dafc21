/** After a password that was given for once: choosing one's own, before anything else. */
import { PasswordForm } from "../components/password-form";
import { Split } from "../components/split";
import type { PageProps } from "../pages";
import { navigate } from "../router";
import { findUser } from "../state/session";
import { toast } from "../state/toasts";
import { t } from "../texts";
import { safeNext } from "./sign-in";

export default function NewPassword({ query }: PageProps) {
  const words = t().account;
  const done = async (): Promise<void> => {
    await findUser();
    toast(words.passwordChanged);
    navigate(safeNext(query.get("next")), { replace: true });
  };
  return (
    <Split title={words.mustChangeTitle}>
      <p class="muted">{words.mustChangeText}</p>
      <PasswordForm onDone={() => void done()} primary />
    </Split>
  );
}
