/** What can be done with a study: choose a version, edit, report, export, delete. */
import type { Version } from "../api/findings";
import { Button, ButtonLink } from "../components/button";
import { Menu } from "../components/menu";
import { setQuery, url } from "../router";
import { t } from "../texts";
import { VersionMenu } from "./header";
import { shownVersion } from "./use-study";
import { placeQuery } from "./use-viewer";

export function StudyActions({ study, versions, shown, onRemove }: { study: string; versions: readonly Version[]; shown: Version | null; onRemove: () => void }) {
  const texts = t().study;
  const newest = shownVersion(versions, null);
  const fetchFile = (path: string): void => window.location.assign(`/api/studies/${study}/${path}`);
  return (
    <>
      {shown !== null && (
        <>
          <VersionMenu versions={versions} shown={shown} onChoose={(chosen) => setQuery({ v: chosen === newest?.number ? null : String(chosen) })} />
          <ButtonLink icon="edit" href={`/studies/${study}/edit${placeQuery(url.value)}`}>
            {texts.edit}
          </ButtonLink>
        </>
      )}
      {shown === null ? (
        <Button icon="document" why={texts.notStarted}>
          {texts.report}
        </Button>
      ) : (
        <ButtonLink kind="primary" icon="document" href={`/studies/${study}/report`}>
          {texts.report}
        </ButtonLink>
      )}
      <Menu
        label={texts.more}
        look="btn ghost"
        groups={[
          [
            { label: texts.exportAll, icon: "download", run: () => fetchFile("export.zip") },
            ...(shown === null ? [] : [{ label: texts.maskFile, icon: "download" as const, run: () => fetchFile(`versions/${shown.number}/label-map.nii.gz`) }]),
          ],
          [{ label: texts.remove, icon: "trash", danger: true, run: onRemove }],
        ]}
      />
    </>
  );
}
