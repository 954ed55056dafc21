/** Adding a person, and the password for one sign-in that they are told. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { Role } from "../api/types";
import { Button } from "../components/button";
import { Radios } from "../components/choice";
import { CopyText } from "../components/copy-text";
import { Dialog } from "../components/dialog";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { t } from "../texts";

/** Shown once: how the person gets in. */
export function OneTimePassword({ name, password, onClose }: { name: string; password: string; onClose: () => void }) {
  const words = t().admin;
  return (
    <Dialog title={words.passwordFor(name)} onClose={onClose} footer={<Button kind="primary" onPress={onClose}>{t().account.done}</Button>}>
      <div class="stack">
        <p class="muted">{words.passwordText}</p>
        <CopyText text={password} label={words.oneTimePassword} />
      </div>
    </Dialog>
  );
}

export function NewUser({ onClose, onMade }: { onClose: () => void; onMade: (name: string, password: string) => void }) {
  const words = t().admin;
  const [name, setName] = useState("");
  const [shown, setShown] = useState("");
  const [role, setRole] = useState<Role>("clinician");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    api.post<{ display_name: string; one_time_password: string }>("/users", { name: name.trim(), display_name: shown.trim(), role }).then(
      (made) => onMade(made.display_name, made.one_time_password),
      (failure: unknown) => {
        setError(failure);
        setBusy(false);
      },
    );
  };
  return (
    <Dialog
      title={words.addUser}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t().words.cancel}</Button>
          <button type="submit" form="new-user" class="btn primary" disabled={busy || name.trim() === ""}>
            {words.addUser}
          </button>
        </>
      }
    >
      <form id="new-user" class="stack" onSubmit={submit}>
        {error !== null && <ErrorNote error={error} />}
        <TextField label={t().account.name} hint={t().account.nameHint} autocomplete="off" value={name} onValue={setName} required />
        <TextField label={`${t().account.displayName} (${t().words.optional})`} autocomplete="off" value={shown} onValue={setShown} />
        <Radios
          legend={t().account.role}
          value={role}
          options={[
            { value: "clinician", label: t().words.clinician },
            { value: "administrator", label: t().words.administrator },
          ]}
          onValue={setRole}
        />
        <p class="small quiet">{words.addText}</p>
      </form>
    </Dialog>
  );
}
