/** One's own account: name, language, theme, password, sessions, tokens. */
import { Profile } from "../account/profile";
import { Sessions } from "../account/sessions";
import { Tokens } from "../account/tokens";
import { PasswordForm } from "../components/password-form";
import { user } from "../state/session";
import { toast } from "../state/toasts";
import { t } from "../texts";

export default function Account() {
  const words = t().account;
  const person = user.value;
  if (person === null) return null;
  return (
    <div class="page">
      <div class="head">
        <h1>{words.title}</h1>
      </div>
      <div class="cols-2">
        <div class="stack">
          <Profile person={person} />
          <section class="card stack">
            <h2>{words.changePassword}</h2>
            <PasswordForm onDone={() => toast(words.passwordChanged)} />
          </section>
        </div>
        <div class="stack">
          <Sessions />
          <Tokens />
        </div>
      </div>
    </div>
  );
}
