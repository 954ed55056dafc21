/** The models, each with its card; the default is that of new studies. */
import { useState } from "preact/hooks";
import { ModelCard } from "../administration/model-card";
import { api } from "../api/client";
import type { ModelRow } from "../api/types";
import { AdminFrame } from "../components/admin-frame";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { PageError } from "../components/page-error";
import { useFetched } from "../state/fetched";
import { toast } from "../state/toasts";
import { t } from "../texts";
import "../styles/admin.css";

export default function AdminModels() {
  const words = t().admin;
  const { data, error, reload } = useFetched<ModelRow[]>("/admin/models");
  const [failure, setFailure] = useState<unknown>(null);
  const choose = (name: string): void => {
    api.put("/admin/settings", { model: name }).then(() => {
      toast(words.defaultIs(name));
      reload();
    }, setFailure);
  };
  return (
    <AdminFrame>
      <div class="head">
        <h1>{words.models}</h1>
        {data && <span class="muted">{words.installed(data.length)}</span>}
      </div>
      <div class="stack models">
        {failure !== null && <ErrorNote error={failure} />}
        {data?.map((model) => <ModelCard key={model.name} model={model} onDefault={() => choose(model.name)} />)}
        {data === null && (error !== null ? <PageError title={t().shell.pageBroke} error={error} /> : <Loading lines={6} />)}
        {data && (
          <section class="card">
            <h2>{words.whenDefaultChanges}</h2>
            <p class="muted">{words.whenDefaultChangesText}</p>
          </section>
        )}
      </div>
    </AdminFrame>
  );
}
