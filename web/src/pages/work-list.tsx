/** The work list: what waits for the reader, search and filters, one study a row, newest exam first. */
import { useEffect, useRef } from "preact/hooks";
import type { StudyList } from "../api/types";
import { Button } from "../components/button";
import { Chip } from "../components/chip";
import { Loading } from "../components/loading";
import { PageError } from "../components/page-error";
import { Pager } from "../components/pager";
import type { PageProps } from "../pages";
import { navigate, restorePlace, setQuery } from "../router";
import { footText } from "../state/foot";
import { useKeys } from "../state/keys";
import { t } from "../texts";
import { ActiveFilters } from "../work-list/active-filters";
import { useDropAnywhere } from "../work-list/drop-anywhere";
import { FilterBar } from "../work-list/filter-bar";
import { active, type Filters, PER_PAGE, readFilters } from "../work-list/filters";
import { FirstStudies } from "../work-list/first-studies";
import { NoMatch } from "../work-list/no-match";
import { StudyTable } from "../work-list/study-table";
import { useStudies } from "../work-list/use-studies";
import "../styles/work-list.css";

function Waiting({ waiting }: { waiting: StudyList["waiting"] }) {
  const words = t().workList;
  if (waiting.review + waiting.sign + waiting.input === 0) return null;
  return (
    <div class="row push waiting">
      <span class="small quiet">{words.waiting}</span>
      {waiting.review > 0 && (
        <Chip tone="warn" icon="ai" href="/?status=to-review">
          {words.toReview(waiting.review)}
        </Chip>
      )}
      {waiting.sign > 0 && (
        <Chip tone="info" icon="sign" href="/?status=to-sign">
          {words.toSign(waiting.sign)}
        </Chip>
      )}
      {waiting.input > 0 && (
        <Chip tone="warn" icon="warn" href="/?status=needs-input">
          {words.needInput(waiting.input)}
        </Chip>
      )}
    </div>
  );
}

function Count({ list, filters }: { list: StudyList; filters: Filters }) {
  const words = t().workList;
  const isFiltered = filters.q !== "" || active(filters).length > 0;
  return <span class="muted">{isFiltered ? words.countOf(list.total, Math.max(list.everything, list.total)) : words.count(list.total)}</span>;
}

function Body({ list, filters, reload }: { list: StudyList; filters: Filters; reload: () => void }) {
  if (list.items.length === 0)
    return (
      <div class="card">
        <NoMatch filters={filters} />
      </div>
    );
  return (
    <>
      <StudyTable list={list} filters={filters} reload={reload} />
      <Pager page={filters.page} perPage={PER_PAGE} total={list.total} onPage={(page) => setQuery({ page: page === 1 ? null : String(page) }, { replace: false })} />
    </>
  );
}

export default function WorkList({ query }: PageProps) {
  const words = t().workList;
  const filters = readFilters(query);
  const { list, error, reload } = useStudies(filters);
  const search = useRef<HTMLInputElement>(null);
  const isOver = useDropAnywhere();
  useKeys(words.title, [
    { keys: "/", label: words.search, run: () => search.current?.focus() },
    { keys: "Ctrl+Enter", label: words.uploadKey, inFields: true, run: () => navigate("/upload") },
  ]);
  const isLoaded = list !== null;
  useEffect(() => {
    if (isLoaded) restorePlace();
  }, [isLoaded]);
  const first = (filters.page - 1) * PER_PAGE + 1;
  const shown = list && list.items.length > 0 ? words.shown(first, first + list.items.length - 1, list.total) : "";
  useEffect(() => {
    footText.value = shown;
  }, [shown]);
  const isFirst = list !== null && list.everything === 0 && filters.q === "" && active(filters).length === 0;
  return (
    <div class={isOver ? "page work-list is-over" : "page work-list"}>
      <div class="head">
        <h1>{words.title}</h1>
        {list && !isFirst && <Count list={list} filters={filters} />}
        {list && <Waiting waiting={list.waiting} />}
      </div>
      {isFirst ? (
        <FirstStudies />
      ) : (
        <>
          <FilterBar filters={filters} field={search} />
          <ActiveFilters filters={filters} />
          {list ? (
            <Body list={list} filters={filters} reload={reload} />
          ) : error !== null ? (
            <PageError title={words.failed} error={error} actions={<Button kind="primary" onPress={reload}>{t().words.tryAgain}</Button>} />
          ) : (
            <div class="card">
              <Loading lines={8} />
            </div>
          )}
        </>
      )}
    </div>
  );
}
