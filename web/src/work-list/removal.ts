/** Deleting studies, with the way back. */
import { api } from "../api/client";
import type { StudyRow } from "../api/types";
import { toast } from "../state/toasts";
import { t } from "../texts";
import { nameOf } from "./names";

export async function restore(rows: readonly StudyRow[], done: () => void): Promise<void> {
  for (const row of rows) await api.post(`/studies/${row.id}/restore`);
  done();
  const [first] = rows;
  if (rows.length === 1 && first) toast(t().workList.restored(nameOf(first)));
}

export async function remove(rows: readonly StudyRow[], done: () => void): Promise<void> {
  for (const row of rows) await api.delete(`/studies/${row.id}`);
  done();
  const [first] = rows;
  const words = t().workList;
  if (first) toast(rows.length === 1 ? words.wasDeleted(nameOf(first)) : words.wereDeleted(rows.length), { label: t().words.undo, run: () => void restore(rows, done) });
}
