/** Pages of a long list. */
import { t } from "../texts";
import { Button } from "./button";

export interface PagerProps {
  page: number;
  perPage: number;
  total: number;
  onPage: (page: number) => void;
}

export function Pager({ page, perPage, total, onPage }: PagerProps) {
  const last = Math.max(1, Math.ceil(total / perPage));
  if (last === 1) return null;
  const words = t().workList;
  const first = (page - 1) * perPage + 1;
  return (
    <nav class="row pager" aria-label={words.pages}>
      <Button size="sm" icon="left" label={words.previous} disabled={page <= 1} onPress={() => onPage(page - 1)} />
      <span class="small muted">{words.shown(first, Math.min(page * perPage, total), total)}</span>
      <Button size="sm" icon="right" label={words.next} disabled={page >= last} onPress={() => onPage(page + 1)} />
    </nav>
  );
}
