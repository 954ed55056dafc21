/** Who saw, changed, shared, deleted what: a list that only grows. */
import { useEffect, useRef, useState } from "preact/hooks";
import { signOf } from "../administration/actions";
import { address, type Query } from "../api/client";
import type { Person, TracePage, TraceRow } from "../api/types";
import { AdminFrame } from "../components/admin-frame";
import { ButtonLink } from "../components/button";
import { Chip } from "../components/chip";
import { Empty } from "../components/empty";
import { Icon } from "../components/icon";
import { Loading } from "../components/loading";
import { PageError } from "../components/page-error";
import { Pager } from "../components/pager";
import type { PageProps } from "../pages";
import { setQuery } from "../router";
import { useFetched } from "../state/fetched";
import { useKeys } from "../state/keys";
import { t } from "../texts";
import { moment } from "../texts/format";
import "../styles/admin.css";

const PER_PAGE = 50;
const PAUSE_MS = 250;

/** A study by its patient's code, a person by their name, the rest by the first letters of its id. */
function On({ line, people }: { line: TraceRow; people: readonly Person[] }) {
  const name = line.patient ?? people.find((person) => person.id === line.object_id)?.display_name;
  return name === undefined ? <span class="mono quiet">{line.object_id.slice(0, 8)}</span> : <>{name}</>;
}

function Line({ line, people }: { line: TraceRow; people: readonly Person[] }) {
  const words = t().admin;
  const details = Object.entries(line.details).map(([name, value]) => `${name}: ${String(value)}`);
  return (
    <tr>
      <td class="nowrap">{moment(line.at, { seconds: true })}</td>
      <td>{line.actor}</td>
      <td>
        <span class="row">
          <Icon name={signOf(line.action)} />
          {words.actions[line.action] ?? line.action}
        </span>
      </td>
      <td>
        <On line={line} people={people} />
      </td>
      <td class="muted wide-only">{details.join(", ")}</td>
    </tr>
  );
}

function Filters({ query }: { query: URLSearchParams }) {
  const words = t().admin;
  const field = useRef<HTMLInputElement>(null);
  const q = query.get("q") ?? "";
  const [text, setText] = useState(q);
  useKeys(words.audit, [{ keys: "/", label: t().workList.search, run: () => field.current?.focus() }]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => setQuery({ q: text, page: null }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const date = (name: "from" | "to", label: string) => (
    <label class="row small muted">
      {label}
      <input type="date" value={query.get(name) ?? ""} onChange={(event) => setQuery({ [name]: event.currentTarget.value, page: null })} />
    </label>
  );
  return (
    <div class="row wrap filters">
      <div class="search">
        <Icon name="search" />
        <input ref={field} type="search" aria-label={words.searchAudit} placeholder={words.searchAudit} value={text} maxLength={80} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      {date("from", t().workList.from)}
      {date("to", t().workList.to)}
    </div>
  );
}

function Lines({ trail }: { trail: TracePage }) {
  const words = t().admin;
  const people = useFetched<Person[]>("/users").data ?? [];
  if (trail.items.length === 0) return <Empty icon="search" title={words.noLines} />;
  const heads = [words.time, words.who, words.what, words.on];
  return (
    <div class="card list short trail" tabIndex={0} role="region" aria-label={words.audit}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col" class="wide-only">
              {words.detail}
            </th>
          </tr>
        </thead>
        <tbody>
          {trail.items.map((line) => (
            <Line key={line.id} line={line} people={people} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export default function AdminAudit({ query }: PageProps) {
  const words = t().admin;
  const page = Math.max(1, Number(query.get("page") ?? 1) || 1);
  const asked: Query = { q: query.get("q"), from: query.get("from"), to: query.get("to") };
  const { data, error } = useFetched<TracePage>("/admin/audit", { ...asked, page, per_page: PER_PAGE });
  return (
    <AdminFrame>
      <div class="head">
        <h1>{words.audit}</h1>
        <span class="muted">{words.onlyAdded}</span>
        {data && (
          <Chip tone={data.is_whole ? "ok" : "bad"} icon={data.is_whole ? "lock" : "bad"}>
            {data.is_whole ? words.chainWhole : words.chainBroken}
          </Chip>
        )}
        <span class="push" />
        <ButtonLink icon="download" href={address("/admin/audit.csv", asked)} download>
          {t().workList.exportCsv}
        </ButtonLink>
      </div>
      <Filters query={query} />
      {data && <Lines trail={data} />}
      {data && <Pager page={page} perPage={PER_PAGE} total={data.total} onPage={(to) => setQuery({ page: to === 1 ? null : String(to) }, { replace: false })} />}
      {data === null && (error !== null ? <PageError title={t().shell.pageBroke} error={error} /> : <Loading lines={8} />)}
    </AdminFrame>
  );
}
