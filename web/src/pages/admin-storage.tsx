/** Where the data lie, how the server is, backups and how long deleted studies stay. */
import { useState } from "preact/hooks";
import { BackupCard } from "../administration/backup-card";
import { HealthCard } from "../administration/health-card";
import { RetentionCard } from "../administration/retention-card";
import { StorageCard } from "../administration/storage-card";
import { api } from "../api/client";
import type { Backup, Health, Storage } from "../api/types";
import { AdminFrame } from "../components/admin-frame";
import { Button } from "../components/button";
import { Chip } from "../components/chip";
import { Loading } from "../components/loading";
import { ErrorNote, Note } from "../components/note";
import { PageError } from "../components/page-error";
import { useFetched } from "../state/fetched";
import { toast } from "../state/toasts";
import { t } from "../texts";
import "../styles/admin.css";

export default function AdminStorage() {
  const words = t().admin;
  const storage = useFetched<Storage>("/admin/storage");
  const health = useFetched<Health>("/admin/health");
  const backups = useFetched<Backup[]>("/admin/backups");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const error = storage.error ?? health.error ?? backups.error;
  const backUp = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const made = await api.post<Backup>("/admin/backups");
      toast(words.backedUp(made.name));
      backups.reload();
      storage.reload();
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const problems = health.data?.problems ?? [];
  return (
    <AdminFrame>
      <div class="head">
        <h1>{words.storage}</h1>
        {health.data && (problems.length === 0 ? <Chip tone="ok" icon="ok">{words.allWell}</Chip> : <Chip tone="warn" icon="warn">{words.needsYou}</Chip>)}
        <span class="push" />
        <Button kind="primary" icon="disk" busy={busy} onPress={() => void backUp()}>
          {words.backUpNow}
        </Button>
      </div>
      <div class="stack">
        {failure !== null && <ErrorNote error={failure} />}
        {problems.map((code) => (
          <Note key={code} tone="warn">
            {words.problems[code] ?? code}
          </Note>
        ))}
        {error !== null && <PageError title={t().shell.pageBroke} error={error} />}
        <div class="cols-2">
          <div class="stack">
            {storage.data ? <StorageCard storage={storage.data} /> : <Loading lines={5} />}
            {backups.data && <BackupCard backups={backups.data} />}
          </div>
          <div class="stack">
            {health.data ? <HealthCard health={health.data} /> : <Loading lines={5} />}
            {storage.data && <RetentionCard storage={storage.data} onDone={storage.reload} />}
          </div>
        </div>
      </div>
    </AdminFrame>
  );
}
