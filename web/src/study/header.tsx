/** Who, which date, which state, which version, and the two ways on: edit and report. */
import type { ComponentChildren } from "preact";
import type { Version } from "../api/findings";
import type { StudyRow } from "../api/types";
import { ButtonLink } from "../components/button";
import { Chip } from "../components/chip";
import { Icon } from "../components/icon";
import { Menu } from "../components/menu";
import { StatusChip } from "../components/status-chip";
import { day, number, percent } from "../texts/format";
import { t } from "../texts";

export function StudyChip({ row }: { row: StudyRow }) {
  const fraction = row.job?.fraction;
  if (row.status !== "running" || fraction === undefined || fraction === null) return <StatusChip study={row} />;
  return (
    <Chip tone="info" icon="spin">
      {t().study.runningPart(percent(fraction))}
    </Chip>
  );
}

export function StudyHeader({ row, chip, children }: { row: StudyRow; chip?: ComponentChildren; children: ComponentChildren }) {
  const texts = t().study;
  const facts = [
    row.age_years === null ? null : texts.years(number(row.age_years)),
    texts.exam,
    row.exam_date === null ? null : day(row.exam_date),
  ];
  return (
    <div class="shead">
      <ButtonLink kind="ghost" icon="left" href="/" label={texts.back} />
      <h1>{row.patient === null || row.patient === "" ? texts.noPatient : row.patient}</h1>
      <span class="meta">{facts.filter((one) => one !== null).join(" · ")}</span>
      {chip ?? <StudyChip row={row} />}
      <span class="push" />
      {children}
    </div>
  );
}

export function VersionMenu({ versions, shown, onChoose }: { versions: readonly Version[]; shown: Version; onChoose: (number: number) => void }) {
  const texts = t().study;
  const named = (version: Version): string => texts.version(number(version.number));
  return (
    <Menu
      label={`${texts.versions}: ${named(shown)}`}
      look="btn"
      face={
        <>
          <Icon name="history" />
          {named(shown)} <span class="quiet wide-only">{texts.kinds[shown.kind]}</span> <Icon name="down" />
        </>
      }
      groups={[
        [...versions]
          .sort((one, other) => other.number - one.number)
          .map((version) => ({
            label: `${named(version)} · ${texts.kinds[version.kind]} · ${version.author} · ${day(version.created_at)}`,
            chosen: version.number === shown.number,
            run: () => onChoose(version.number),
          })),
      ]}
    />
  );
}
