/** Search and filters; what is chosen goes into the address. */
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button, ButtonLink } from "../components/button";
import { Icon } from "../components/icon";
import { type Command, Menu } from "../components/menu";
import { Popover } from "../components/popover";
import { TextField } from "../components/text-field";
import { address } from "../api/client";
import { setQuery } from "../router";
import { t } from "../texts";
import { askedFor, type Filters, GRADES, SIDES, STATUSES, type StatusName } from "./filters";

const PAUSE_MS = 250; // between the last letter and the search

function Search({ q, field }: { q: string; field: RefObject<HTMLInputElement | null> }) {
  const [text, setText] = useState(q);
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(() => setQuery({ q: text, page: null }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const words = t().workList;
  return (
    <div class="search">
      <Icon name="search" />
      <input ref={field} type="search" aria-label={words.search} placeholder={words.searchHint} value={text} maxLength={80} onInput={(event) => setText(event.currentTarget.value)} />
    </div>
  );
}

interface Choice<V extends string> {
  label: string;
  name: string;
  chosen: V | null;
  values: readonly V[];
  words: Readonly<Record<string, string>>;
  after?: readonly Command[];
}

function ChoiceMenu<V extends string>({ label, name, chosen, values, words, after }: Choice<V>) {
  const set = (value: V | null) => (): void => setQuery({ [name]: value, page: null });
  const commands: Command[] = values.map((value) => ({ label: words[value] ?? value, chosen: value === chosen, run: set(value) }));
  const groups = [[{ label: t().workList.any, chosen: chosen === null, run: set(null) }, ...commands]];
  return (
    <Menu
      label={label}
      look="btn"
      align="start"
      face={
        <>
          {label}
          <Icon name="down" />
        </>
      }
      groups={after ? [...groups, [...after]] : groups}
    />
  );
}

interface Ends {
  label: string;
  type: "date" | "number";
  names: readonly [string, string];
  labels: readonly [string, string];
  values: readonly [string | null, string | null];
}

function EndsPanel({ type, names, labels, values, close }: Omit<Ends, "label"> & { close: () => void }) {
  const [first, setFirst] = useState(values[0] ?? "");
  const [last, setLast] = useState(values[1] ?? "");
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setQuery({ [names[0]]: first, [names[1]]: last, page: null });
        close();
      }}
    >
      <TextField type={type} label={labels[0]} value={first} onValue={setFirst} />
      <TextField type={type} label={labels[1]} value={last} onValue={setLast} />
      <Button type="submit">{t().workList.apply}</Button>
    </form>
  );
}

function EndsFilter({ label, ...ends }: Ends) {
  return <Popover label={label}>{(close) => <EndsPanel {...ends} close={close} />}</Popover>;
}

export function FilterBar({ filters, field }: { filters: Filters; field: RefObject<HTMLInputElement | null> }) {
  const words = t().workList;
  const asDeleted: Command = { label: words.deleted, icon: "trash", run: () => setQuery({ deleted: "1", status: null, page: null }) };
  return (
    <div class="row wrap filters">
      <Search q={filters.q} field={field} />
      <ChoiceMenu
        label={words.status}
        name="status"
        chosen={filters.status}
        values={Object.keys(STATUSES) as StatusName[]}
        words={words.statuses}
        after={[asDeleted]}
      />
      <EndsFilter label={words.examDate} type="date" names={["from", "to"]} labels={[words.from, words.to]} values={[filters.from, filters.to]} />
      <ChoiceMenu label={words.grade} name="grade" chosen={filters.grade} values={GRADES} words={words.grades} />
      <ChoiceMenu label={words.side} name="side" chosen={filters.side} values={SIDES} words={words.sides} />
      <EndsFilter
        label={words.volume}
        type="number"
        names={["volume_from", "volume_to"]}
        labels={[words.overMl, words.underMl]}
        values={[filters.volumeFrom, filters.volumeTo]}
      />
      <span class="row push">
        <ButtonLink kind="ghost" icon="download" href={address("/studies.csv", askedFor(filters))} download>
          {words.exportCsv}
        </ButtonLink>
        <ButtonLink kind="primary" icon="upload" href="/upload">
          {words.upload}
        </ButtonLink>
      </span>
    </div>
  );
}
