/** Name and password: on the page of its own, and in the dialog when a session has ended. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { signIn } from "../state/session";
import type { User } from "../api/types";
import { t } from "../texts";
import { Button } from "./button";
import { ErrorNote } from "./note";
import { TextField } from "./text-field";

export function SignInForm({ name: known = "", onDone }: { name?: string; onDone: (user: User) => void }) {
  const words = t().signIn;
  const [name, setName] = useState(known);
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const passwordField = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (known !== "") passwordField.current?.focus();
  }, []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      onDone(await signIn(name.trim(), password));
    } catch (failure) {
      setError(failure);
      setBusy(false);
      passwordField.current?.focus();
      passwordField.current?.select();
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {error !== null && <ErrorNote error={error} />}
      <TextField label={words.name} name="name" autocomplete="username" value={name} onValue={setName} required />
      <TextField
        label={words.password}
        name="password"
        type="password"
        autocomplete="current-password"
        value={password}
        onValue={setPassword}
        hint={words.forgotten}
        inputRef={passwordField}
        required
      />
      <Button type="submit" kind="primary" size="lg" block busy={busy}>
        {words.signIn}
      </Button>
    </form>
  );
}
