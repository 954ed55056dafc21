/** Name, language, theme: kept as soon as they are chosen. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { User } from "../api/types";
import { Button } from "../components/button";
import { Check, Radios } from "../components/choice";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { keysAreOn, turnKeys } from "../state/keys";
import { signedIn } from "../state/session";
import type { Theme } from "../state/theme";
import { toast } from "../state/toasts";
import { t } from "../texts";

type Change = Partial<Pick<User, "display_name" | "language" | "theme">>;

export function Profile({ person }: { person: User }) {
  const words = t().account;
  const [name, setName] = useState(person.display_name);
  const [error, setError] = useState<unknown>(null);
  const change = (fields: Change): void => {
    setError(null);
    api.patch<User>("/account", fields).then((now) => {
      signedIn(now);
      toast(t().account.saved);
    }, setError);
  };
  const themes: Theme[] = ["dark", "light", "system"];
  return (
    <section class="card stack">
      <h2>{words.profile}</h2>
      {error !== null && <ErrorNote error={error} />}
      <p class="small muted">
        {words.name}: <b>{person.name}</b> · {words.role}: {t().words[person.role]}
      </p>
      <form
        class="row line-end"
        onSubmit={(event) => {
          event.preventDefault();
          change({ display_name: name.trim() });
        }}
      >
        <div class="grow">
          <TextField label={words.displayName} autocomplete="name" value={name} onValue={setName} maxLength={200} />
        </div>
        <Button type="submit" disabled={name.trim() === "" || name.trim() === person.display_name}>
          {t().words.save}
        </Button>
      </form>
      <Radios
        legend={words.language}
        value={person.language}
        options={[
          { value: "en", label: "English" },
          { value: "es", label: "Español" },
        ]}
        onValue={(language) => change({ language })}
      />
      <Radios legend={words.theme} value={person.theme} options={themes.map((value) => ({ value, label: words.themes[value] }))} onValue={(theme) => change({ theme })} />
      <Check as="switch" checked={keysAreOn.value} onChecked={turnKeys}>
        {words.keyboard}
      </Check>
    </section>
  );
}
