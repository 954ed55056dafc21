/** One study: picture, who and when, where, how large, which class, how far, and the one thing to do next. */
import type { NextAction, StudyRow as Row } from "../api/types";
import { Button, ButtonLink } from "../components/button";
import { type Command, Menu } from "../components/menu";
import { StatusChip } from "../components/status-chip";
import { t } from "../texts";
import { day, number } from "../texts/format";
import { nameOf } from "./names";
import { Grade, Place, Thumb, Volume } from "./study-cells";

export interface StudyRowProps {
  row: Row;
  selected: boolean;
  onSelected: (selected: boolean) => void;
  onCancel: () => void;
  onRetry: () => void;
  onRemove: () => void;
  onRestore: () => void;
}

const address = (row: Row): Partial<Record<NextAction, string>> => ({
  choose: `/upload/${row.id}`,
  read: `/upload/${row.id}`,
  watch: `/studies/${row.id}`,
  review: `/studies/${row.id}`,
  report: `/studies/${row.id}/report`,
  sign: `/studies/${row.id}/report`,
});

function Next({ row, onCancel, onRetry, onRestore }: Pick<StudyRowProps, "row" | "onCancel" | "onRetry" | "onRestore">) {
  const { verbs, verbOn, restore } = t().workList;
  const name = nameOf(row);
  if (row.deleted_at !== null)
    return (
      <Button size="sm" label={verbOn(restore, name)} onPress={onRestore}>
        {restore}
      </Button>
    );
  const verb = verbs[row.next_action];
  const quiet = row.next_action === "cancel" || row.next_action === "watch" || row.review === "final";
  const href = address(row)[row.next_action];
  const looks = { size: "sm", kind: quiet ? "ghost" : "plain", label: verbOn(verb, name) } as const;
  if (href !== undefined)
    return (
      <ButtonLink {...looks} href={href}>
        {verb}
      </ButtonLink>
    );
  return (
    <Button {...looks} onPress={row.next_action === "cancel" ? onCancel : onRetry}>
      {verb}
    </Button>
  );
}

function commands(row: Row, onRemove: () => void, go: (to: string) => void): Command[][] {
  const words = t().workList;
  const isDone = row.status === "done";
  const open: Command[] = [{ label: words.openStudy, icon: "eye", run: () => go(isDone ? `/studies/${row.id}` : (address(row)[row.next_action] ?? `/studies/${row.id}`)) }];
  if (isDone) open.push({ label: words.openReport, icon: "document", run: () => go(`/studies/${row.id}/report`) });
  if (row.patient !== "") open.push({ label: words.followUp, icon: "patients", run: () => go(`/patients/${encodeURIComponent(row.patient)}`) });
  if (isDone) open.push({ label: words.exportZip, icon: "download", run: () => window.location.assign(`/api/studies/${row.id}/export.zip`) });
  return [open, [{ label: words.remove, icon: "trash", danger: true, run: onRemove }]];
}

export function StudyRow({ row, selected, onSelected, onRemove, go, ...actions }: StudyRowProps & { go: (to: string) => void }) {
  const words = t().workList;
  const name = nameOf(row);
  const when = row.exam_date === null ? words.noDate : day(row.exam_date);
  const age = row.age_years === null ? null : words.age(number(Math.floor(row.age_years)));
  const isDeleted = row.deleted_at !== null;
  return (
    <tr aria-selected={selected}>
      <td class="pick">
        <input type="checkbox" aria-label={words.select(name)} checked={selected} disabled={isDeleted} onChange={(event) => onSelected(event.currentTarget.checked)} />
      </td>
      <td class="picture">
        <Thumb row={row} />
      </td>
      <td>
        {isDeleted ? (
          <b>{name}</b>
        ) : (
          <a class="main" href={row.status === "done" || row.status === "running" ? `/studies/${row.id}` : (address(row)[row.next_action] ?? `/studies/${row.id}`)}>
            {name}
          </a>
        )}
        <br />
        <span class="small quiet nowrap">{[age, when].filter((part) => part !== null).join(" · ")}</span>
      </td>
      <td>
        <Place row={row} />
      </td>
      <td class="num">
        <Volume row={row} />
      </td>
      <td class="nowrap">
        <Grade row={row} />
      </td>
      <td>
        <StatusChip study={row} />
      </td>
      <td class="wide-only muted nowrap">{row.reader}</td>
      <td>
        <span class="row actions">
          <Next row={row} {...actions} />
          {!isDeleted && <Menu label={t().words.more(name)} groups={commands(row, onRemove, go)} />}
        </span>
      </td>
    </tr>
  );
}
