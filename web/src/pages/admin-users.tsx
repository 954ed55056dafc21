/** Who may sign in, and as what. */
import { useState } from "preact/hooks";
import { NewUser, OneTimePassword } from "../administration/new-user";
import { UserRow } from "../administration/user-row";
import { api } from "../api/client";
import type { Person } from "../api/types";
import { AdminFrame } from "../components/admin-frame";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icon";
import { Loading } from "../components/loading";
import { ErrorNote, Note } from "../components/note";
import { PageError } from "../components/page-error";
import { useFetched } from "../state/fetched";
import { user } from "../state/session";
import { toast } from "../state/toasts";
import { t } from "../texts";
import "../styles/admin.css";

function Confirm({ person, onClose, onReset }: { person: Person; onClose: () => void; onReset: () => void }) {
  const words = t().admin;
  return (
    <Dialog
      title={words.resetTitle(person.display_name)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t().words.cancel}</Button>
          <Button kind="primary" onPress={onReset}>
            {words.reset}
          </Button>
        </>
      }
    >
      <p>{words.resetText}</p>
    </Dialog>
  );
}

function Table({ people, act }: { people: readonly Person[]; act: UserActions }) {
  const words = t().admin;
  const heads = [t().account.name, t().account.role, words.state, words.lastSeen];
  return (
    <div class="card list people">
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
            <th scope="col" class="num">
              {words.studies}
            </th>
            <th scope="col" class="num wide-only">
              {t().account.tokens}
            </th>
            <th scope="col">
              <span class="sr">{t().workList.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <UserRow
              key={person.id}
              person={person}
              isMe={person.id === user.value?.id}
              onRole={(role) => act.change(person, { role })}
              onDisabled={(disabled) => act.change(person, { disabled })}
              onReset={() => act.reset(person)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface UserActions {
  change: (person: Person, change: { role?: Person["role"]; disabled?: boolean }) => void;
  reset: (person: Person) => void;
}

export default function AdminUsers() {
  const words = t().admin;
  const { data, error, reload } = useFetched<Person[]>("/users");
  const [search, setSearch] = useState("");
  const [isAdding, setAdding] = useState(false);
  const [resetting, setResetting] = useState<Person | null>(null);
  const [given, setGiven] = useState<{ name: string; password: string } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const change: UserActions["change"] = (person, fields) => {
    setFailure(null);
    api.patch(`/users/${person.id}`, fields).then(() => {
      toast(words.changed(person.display_name));
      reload();
    }, setFailure);
  };
  const reset = (person: Person): void => {
    setResetting(null);
    api.post<{ one_time_password: string }>(`/users/${person.id}/reset`).then((made) => {
      setGiven({ name: person.display_name, password: made.one_time_password });
      reload();
    }, setFailure);
  };
  const people = data?.filter((person) => `${person.name} ${person.display_name}`.toLowerCase().includes(search.toLowerCase()));
  const locked = data?.filter((person) => person.is_locked) ?? [];
  return (
    <AdminFrame>
      <div class="head">
        <h1>{words.users}</h1>
        {data && <span class="muted">{words.people(data.length)}</span>}
        <span class="push" />
        <div class="search">
          <Icon name="search" />
          <input type="search" aria-label={words.searchUsers} placeholder={t().workList.search} value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        </div>
        <Button kind="primary" icon="plus" onPress={() => setAdding(true)}>
          {words.addUser}
        </Button>
      </div>
      <div class="stack">
        {failure !== null && <ErrorNote error={failure} />}
        {locked.map((person) => (
          <Note key={person.id} tone="warn" icon="lock" live>
            <b>{words.isLocked(person.display_name)}</b> {words.lockedText}
          </Note>
        ))}
        {people && <Table people={people} act={{ change, reset: setResetting }} />}
        {data === null && (error !== null ? <PageError title={t().shell.pageBroke} error={error} /> : <Loading lines={5} />)}
      </div>
      {isAdding && (
        <NewUser
          onClose={() => setAdding(false)}
          onMade={(name, password) => {
            setAdding(false);
            setGiven({ name, password });
            reload();
          }}
        />
      )}
      {resetting && <Confirm person={resetting} onClose={() => setResetting(null)} onReset={() => reset(resetting)} />}
      {given && <OneTimePassword {...given} onClose={() => setGiven(null)} />}
    </AdminFrame>
  );
}
