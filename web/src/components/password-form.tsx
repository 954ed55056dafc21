/** Changing one's own password. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { Setup } from "../api/types";
import { t } from "../texts";
import { Button } from "./button";
import { ErrorNote } from "./note";
import { PasswordFields } from "./password-fields";
import { TextField } from "./text-field";

export function PasswordForm({ onDone, primary = false }: { onDone: () => void; primary?: boolean }) {
  const words = t().account;
  const [length, setLength] = useState(12);
  const [old, setOld] = useState("");
  const [password, setPassword] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void api.get<Setup>("/setup").then((setup) => setLength(setup.password_length), () => undefined), []);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (password === null || busy) return;
    setBusy(true);
    setError(null);
    try {
      await api.post("/account/password", { old, new: password });
      setOld("");
      setPassword(null);
      setTurn(turn + 1);
      onDone();
    } catch (failure) {
      setError(failure);
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      {error !== null && <ErrorNote error={error} />}
      <TextField label={words.oldPassword} type="password" name="password" autocomplete="current-password" value={old} onValue={setOld} required />
      <PasswordFields key={turn} length={length} label={words.newPassword} onPassword={setPassword} />
      <div>
        <Button type="submit" kind={primary ? "primary" : "plain"} busy={busy} disabled={password === null || old === ""}>
          {words.changePassword}
        </Button>
      </div>
    </form>
  );
}
