/** The work list. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { StudyList } from "../api/types";
import { Loading } from "../components/loading";
import { PageError } from "../components/page-error";
import { t } from "../texts";

export default function WorkList() {
  const [list, setList] = useState<StudyList | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void api.get<StudyList>("/studies").then(setList, setError), []);
  return (
    <div class="page">
      <h1>{t().titles.workList}</h1>
      {error !== null && <PageError title={t().shell.pageBroke} error={error} />}
      {error === null && list === null && <Loading lines={6} />}
      <ul class="stack">
        {list?.items.map((row) => (
          <li key={row.id}>
            <a href={`/studies/${row.id}`}>{row.patient ?? row.id}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
