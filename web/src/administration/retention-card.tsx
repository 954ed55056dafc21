/** How long deleted studies can be restored. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { Storage } from "../api/types";
import { Button } from "../components/button";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { toast } from "../state/toasts";
import { t } from "../texts";

export function RetentionCard({ storage, onDone }: { storage: Storage; onDone: () => void }) {
  const words = t().admin;
  const [days, setDays] = useState(String(storage.retention_days));
  const [error, setError] = useState<unknown>(null);
  const wanted = Number(days);
  const isNew = days.trim() !== "" && Number.isFinite(wanted) && wanted >= 0 && wanted !== storage.retention_days;
  return (
    <section class="card stack-2">
      <h2>{words.retention}</h2>
      {error !== null && <ErrorNote error={error} />}
      <form
        class="row line-end"
        onSubmit={(event) => {
          event.preventDefault();
          setError(null);
          api.put("/admin/settings", { retention_days: wanted }).then(() => {
            toast(t().account.saved);
            onDone();
          }, setError);
        }}
      >
        <TextField label={words.keepDays} type="number" value={days} onValue={setDays} />
        <Button type="submit" disabled={!isNew}>
          {t().words.save}
        </Button>
      </form>
      <p class="small muted">{words.removedNext(storage.removed_next)}</p>
    </section>
  );
}
