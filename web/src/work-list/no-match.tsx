/** Nothing fits: which filters hide how many, and one press to those. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { StudyList } from "../api/types";
import { Button } from "../components/button";
import { Empty } from "../components/empty";
import { setQuery } from "../router";
import { t } from "../texts";
import { active, type Filters, without } from "./filters";

export function NoMatch({ filters }: { filters: Filters }) {
  const words = t().workList;
  const parts = active(filters);
  const [hidden, setHidden] = useState<number | null>(null);
  useEffect(() => {
    if (parts.length === 0 || filters.deleted) return;
    const stop = new AbortController();
    api.get<StudyList>("/studies", { q: filters.q, per_page: 1 }, stop.signal).then(
      (found) => setHidden(found.total),
      () => setHidden(null),
    );
    return () => stop.abort();
  }, [filters.q, parts.join()]);
  const others = filters.deleted ? words.noneDeleted : words.noMatch;
  return (
    <Empty
      icon="search"
      title={filters.q === "" ? others : words.noMatchFor(filters.q, parts.length)}
      actions={
        hidden ? (
          <Button kind="primary" onPress={() => setQuery(without(parts))}>
            {words.showThose(hidden)}
          </Button>
        ) : undefined
      }
    >
      {hidden !== null && <p>{hidden === 0 ? words.elsewhere : words.withoutFilters(hidden)}</p>}
    </Empty>
  );
}
