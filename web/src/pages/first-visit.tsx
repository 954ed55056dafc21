/** The first visit makes the administrator, and says what IT asks: where data lie, how much room, who can reach it. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { Setup, User } from "../api/types";
import { Button, ButtonLink } from "../components/button";
import { Loading } from "../components/loading";
import { ErrorNote, Note } from "../components/note";
import { PasswordFields } from "../components/password-fields";
import { Split } from "../components/split";
import { TextField } from "../components/text-field";
import { navigate } from "../router";
import { signedIn } from "../state/session";
import { t } from "../texts";
import { size } from "../texts/format";

/** Four sequences, a mask and a report of 240 × 240 × 155 voxels. */
const BYTES_OF_A_STUDY = 25_000_000;

function Facts({ setup }: { setup: Setup }) {
  const words = t().account;
  const free = setup.free_bytes;
  return (
    <dl class="card kv facts">
      <dt>{words.dataFolder}</dt>
      <dd class="mono">{setup.data_dir}</dd>
      {free !== null && (
        <>
          <dt>{words.freeSpace}</dt>
          <dd>{words.freeFor(size(free), Math.floor(free / BYTES_OF_A_STUDY / 100) * 100)}</dd>
        </>
      )}
      <dt>{words.listeningOn}</dt>
      <dd>{setup.reachable === "this-machine" ? words.thisMachine : words.network}</dd>
    </dl>
  );
}

function AdministratorForm({ setup }: { setup: Setup }) {
  const words = t().account;
  const [name, setName] = useState("");
  const [shown, setShown] = useState("");
  const [password, setPassword] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (password === null || busy) return;
    setBusy(true);
    setError(null);
    api.post<User>("/setup", { name: name.trim(), display_name: shown.trim(), password }).then(
      (person) => {
        signedIn(person);
        navigate("/", { replace: true });
      },
      (failure: unknown) => {
        setError(failure);
        setBusy(false);
      },
    );
  };
  return (
    <form class="stack" onSubmit={submit}>
      {error !== null && <ErrorNote error={error} />}
      <TextField label={words.name} name="name" autocomplete="username" hint={words.nameHint} value={name} onValue={setName} required />
      <TextField label={`${words.displayName} (${t().words.optional})`} name="display-name" autocomplete="name" value={shown} onValue={setShown} />
      <PasswordFields length={setup.password_length} label={words.password} onPassword={setPassword} />
      <Facts setup={setup} />
      <Button type="submit" kind="primary" size="lg" block busy={busy} disabled={password === null || name.trim() === ""}>
        {words.create}
      </Button>
    </form>
  );
}

export default function FirstVisit() {
  const words = t().account;
  const [setup, setSetup] = useState<Setup | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void api.get<Setup>("/setup").then(setSetup, setError), []);
  return (
    <Split title={words.firstTitle}>
      {error !== null && <ErrorNote error={error} />}
      {error === null && setup === null && <Loading />}
      {setup?.needed === false && (
        <Note tone="info" actions={<ButtonLink size="sm" href="/sign-in">{words.toSignIn}</ButtonLink>}>
          {words.alreadyDone}
        </Note>
      )}
      {setup?.needed === true && (
        <>
          <p class="muted">{words.firstText}</p>
          <AdministratorForm setup={setup} />
        </>
      )}
    </Split>
  );
}
