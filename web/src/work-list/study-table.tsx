/** The rows with their heads; what is chosen is acted on together. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { StudyList, StudyRow as Row } from "../api/types";
import { Button } from "../components/button";
import { ErrorNote } from "../components/note";
import { readSort, SortHead } from "../components/sort-head";
import { navigate, setQuery } from "../router";
import { t } from "../texts";
import { DeleteDialog } from "./delete-dialog";
import { type Filters, NEWEST_FIRST } from "./filters";
import { restore } from "./removal";
import { StudyRow } from "./study-row";

interface TableProps {
  list: StudyList;
  filters: Filters;
  reload: () => void;
}

function Heads({ filters, all, onAll }: { filters: Filters; all: boolean; onAll: (all: boolean) => void }) {
  const words = t().workList;
  const sort = readSort(filters.sort);
  const onSort = (by: string): void => setQuery({ sort: by === NEWEST_FIRST ? null : by, page: null });
  return (
    <thead>
      <tr>
        <th scope="col" class="pick">
          <input type="checkbox" aria-label={words.selectAll} checked={all} disabled={filters.deleted} onChange={(event) => onAll(event.currentTarget.checked)} />
        </th>
        <th scope="col">
          <span class="sr">{words.picture}</span>
        </th>
        <SortHead by="exam_date" label={words.patient} sort={sort} onSort={onSort} descendingFirst />
        <th scope="col">{words.place}</th>
        <SortHead by="volume" label={words.wholeTumor} sort={sort} onSort={onSort} descendingFirst numeric />
        <SortHead by="grade" label={words.gradeByImaging} sort={sort} onSort={onSort} descendingFirst />
        <SortHead by="status" label={words.status} sort={sort} onSort={onSort} />
        <th scope="col" class="wide-only">
          {words.reader}
        </th>
        <th scope="col">
          <span class="sr">{words.actions}</span>
        </th>
      </tr>
    </thead>
  );
}

export function StudyTable({ list, filters, reload }: TableProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [removing, setRemoving] = useState<readonly Row[]>([]);
  const [error, setError] = useState<unknown>(null);
  const words = t().workList;
  const picked = list.items.filter((row) => chosen.has(row.id));
  const attempt = (call: Promise<unknown>): void => {
    setError(null);
    call.then(reload, setError);
  };
  const pick = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      {error !== null && <ErrorNote error={error} />}
      {picked.length > 0 && (
        <div class="row picked" role="status">
          <span>{words.selected(picked.length)}</span>
          <Button size="sm" kind="danger" icon="trash" onPress={() => setRemoving(picked)}>
            {words.remove}
          </Button>
          <Button size="sm" kind="ghost" onPress={() => setChosen(new Set())}>
            {t().words.cancel}
          </Button>
        </div>
      )}
      <div class="card list studies" tabIndex={0} role="region" aria-label={words.caption} data-scroll>
        <table>
          <Heads
            filters={filters}
            all={picked.length > 0 && picked.length === list.items.length}
            onAll={(all) => setChosen(new Set(all ? list.items.map((row) => row.id) : []))}
          />
          <tbody>
            {list.items.map((row) => (
              <StudyRow
                key={row.id}
                row={row}
                selected={chosen.has(row.id)}
                onSelected={(on) => pick(row.id, on)}
                onCancel={() => attempt(api.post(`/studies/${row.id}/job/cancel`))}
                onRetry={() => attempt(api.post(`/studies/${row.id}/analyze`))}
                onRemove={() => setRemoving([row])}
                onRestore={() => attempt(restore([row], reload))}
                go={navigate}
              />
            ))}
          </tbody>
        </table>
      </div>
      {removing.length > 0 && (
        <DeleteDialog
          rows={removing}
          onClose={() => {
            setRemoving([]);
            setChosen(new Set());
          }}
          onDone={reload}
        />
      )}
    </>
  );
}
