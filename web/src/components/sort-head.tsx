/** A column's head that sorts: one press for its natural order, another for the reverse. */
import { Icon } from "./icon";

export interface Sort {
  by: string;
  descending: boolean;
}

/** "-exam_date" as the address and the server write it. */
export function readSort(text: string): Sort {
  return text.startsWith("-") ? { by: text.slice(1), descending: true } : { by: text, descending: false };
}

export interface SortHeadProps {
  by: string;
  label: string;
  sort: Sort;
  onSort: (sort: string) => void;
  /** Newest or largest first where that is what a reader looks for. */
  descendingFirst?: boolean;
  numeric?: boolean;
}

export function SortHead({ by, label, sort, onSort, descendingFirst = false, numeric = false }: SortHeadProps) {
  const active = sort.by === by;
  const descending = active ? !sort.descending : descendingFirst;
  return (
    <th scope="col" class={numeric ? "num" : undefined} aria-sort={active ? (sort.descending ? "descending" : "ascending") : undefined}>
      <button type="button" onClick={() => onSort(descending ? `-${by}` : by)}>
        {label}
        {active && <Icon name={sort.descending ? "sorted-down" : "sorted-up"} />}
      </button>
    </th>
  );
}
