/** One person: role, state, when they were here, what they have. */
import type { Person, Role } from "../api/types";
import { Button } from "../components/button";
import { Chip } from "../components/chip";
import { initials } from "../components/header";
import { Menu } from "../components/menu";
import { Select } from "../components/select";
import { t } from "../texts";
import { moment, number } from "../texts/format";

export interface UserRowProps {
  person: Person;
  isMe: boolean;
  onRole: (role: Role) => void;
  onReset: () => void;
  onDisabled: (disabled: boolean) => void;
}

function State({ person }: { person: Person }) {
  const words = t().admin;
  if (person.disabled_at !== null) return <Chip tone="bad" icon="bad">{words.disabled}</Chip>;
  if (person.is_locked) return <Chip tone="warn" icon="lock">{words.locked}</Chip>;
  if (person.must_change_password) return <Chip tone="info" icon="clock">{words.invited}</Chip>;
  return <Chip tone="ok" icon="ok">{words.active}</Chip>;
}

export function UserRow({ person, isMe, onRole, onReset, onDisabled }: UserRowProps) {
  const words = t().admin;
  const shown = person.display_name;
  const isOff = person.disabled_at !== null;
  return (
    <tr>
      <td>
        <span class="row">
          <span class="avatar" aria-hidden="true">
            {initials(shown)}
          </span>
          <span>
            <b>{shown}</b> {isMe && <span class="quiet">{words.you}</span>}
            {shown.toLowerCase() !== person.name && (
              <>
                <br />
                <span class="small quiet">{person.name}</span>
              </>
            )}
          </span>
        </span>
      </td>
      <td class="role">
        <Select
          label={words.roleOf(shown)}
          value={person.role}
          disabled={isMe}
          options={[
            { value: "clinician", label: t().words.clinician },
            { value: "administrator", label: t().words.administrator },
          ]}
          onValue={onRole}
        />
      </td>
      <td>
        <State person={person} />
      </td>
      <td class="nowrap">{person.seen_at === null ? t().account.never : moment(person.seen_at)}</td>
      <td class="num">{number(person.studies)}</td>
      <td class="num wide-only">{number(person.tokens)}</td>
      <td>
        {!isMe && (
          <span class="row actions">
            <Button kind="ghost" size="sm" label={words.resetOf(shown)} onPress={onReset}>
              {words.reset}
            </Button>
            <Menu
              label={t().words.more(shown)}
              groups={[[isOff ? { label: words.enable, icon: "ok", run: () => onDisabled(false) } : { label: words.disable, icon: "lock", danger: true, run: () => onDisabled(true) }]]}
            />
          </span>
        )}
      </td>
    </tr>
  );
}
