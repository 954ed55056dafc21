/** The files: picture, why each is what it is taken for, the choice, the size of its voxels, how sure that is. */
import { Chip, type Tone } from "../components/chip";
import { Icon, type IconName } from "../components/icon";
import { t } from "../texts";
import { number } from "../texts/format";
import type { IntakeFile, Kind, Sureness, Use } from "./types";
import { evidenceLine, shortName } from "./words";

const USES: readonly Use[] = ["t1", "t1ce", "t2", "flair", "mask", "leave-out"];
const LOOKS: Readonly<Record<Sureness, [Tone, IconName]>> = {
  sure: ["ok", "ok"],
  likely: ["info", "eye"],
  chosen: ["ok", "check"],
  doubted: ["warn", "warn"],
  which: ["bad", "warn"],
  unknown: ["warn", "warn"],
  "not-used": ["plain", "close"],
  refused: ["bad", "bad"],
};
/** Kinds of which there may be hundreds: one row for all of them. */
const COUNTED: readonly Kind[] = ["dicom", "picture", "document", "unknown", "archive", "pair"];

/** T1, T1CE, T2, FLAIR, what waits to be chosen, masks, and what is left out. */
const place = ({ use, kind }: IntakeFile): number => (use === null ? 3.5 : use === "leave-out" && kind === "mask" ? 4.5 : USES.indexOf(use));

function Choice({ file, choose }: { file: IntakeFile; choose: (use: Use) => void }) {
  const words = t().upload;
  return (
    <select
      aria-label={words.sequenceOf(file.name)}
      aria-invalid={file.use === null && file.sure === "which" ? "true" : undefined}
      value={file.use ?? ""}
      onChange={(event) => {
        const chosen = USES.find((use) => use === event.currentTarget.value);
        if (chosen) choose(chosen);
      }}
    >
      {USES.map((use) => (
        <option key={use} value={use}>
          {words.uses[use]}
        </option>
      ))}
      {file.use === null && <option value="">{words.choose}</option>}
    </select>
  );
}

function Row({ file, choose }: { file: IntakeFile; choose: (file: string, use: Use) => void }) {
  const words = t().upload;
  const [tone, icon] = LOOKS[file.sure];
  return (
    <tr data-file={file.name}>
      <td class="picture">
        {file.thumbnail ? (
          <img class="thumb" src={file.thumbnail} alt="" width="40" height="40" />
        ) : (
          <span class="thumb none" aria-hidden="true">
            <Icon name={file.kind === "damaged" ? "bad" : "document"} />
          </span>
        )}
      </td>
      <td>
        <b class="mono file-name" title={file.name}>
          {shortName(file.name)}
        </b>
        <br />
        <span class="small quiet">{evidenceLine(file.evidence)}</span>
      </td>
      <td class="choice">{file.kind === "damaged" ? "–" : <Choice file={file} choose={(use) => choose(file.id, use)} />}</td>
      <td class="num">{file.spacing_mm ? file.spacing_mm.map((mm) => number(mm, 1)).join(" × ") : "–"}</td>
      <td>
        <Chip tone={tone} icon={icon}>
          {words.sure[file.sure]}
        </Chip>
      </td>
    </tr>
  );
}

function Counted({ kind, files }: { kind: Kind; files: readonly IntakeFile[] }) {
  const words = t().upload;
  const first = files[0];
  return (
    <tr>
      <td class="picture">
        <span class="thumb none" aria-hidden="true">
          <Icon name="document" />
        </span>
      </td>
      <td>
        <b class="mono file-name">{files.length === 1 && first ? shortName(first.name) : words.countOf(files.length)}</b>
        <br />
        <span class="small quiet">{words.kinds[kind]}</span>
      </td>
      <td class="choice">–</td>
      <td class="num">–</td>
      <td>
        <Chip icon="close">{words.sure["not-used"]}</Chip>
      </td>
    </tr>
  );
}

export function FileTable({ files, choose }: { files: readonly IntakeFile[]; choose: (file: string, use: Use) => void }) {
  const words = t().upload;
  return (
    <section class="card list upload-files" aria-label={words.recognized} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">{words.picture}</span>
            </th>
            <th scope="col">{words.fileAndWhy}</th>
            <th scope="col">{words.sequence}</th>
            <th scope="col" class="num">
              {words.voxel}
            </th>
            <th scope="col">{words.recognition}</th>
          </tr>
        </thead>
        <tbody>
          {files
            .filter(({ kind }) => !COUNTED.includes(kind))
            .sort((one, other) => place(one) - place(other) || one.name.localeCompare(other.name))
            .map((file) => (
              <Row key={file.id} file={file} choose={choose} />
            ))}
          {COUNTED.map((kind) => ({ kind, some: files.filter((file) => file.kind === kind) }))
            .filter(({ some }) => some.length > 0)
            .map(({ kind, some }) => (
              <Counted key={kind} kind={kind} files={some} />
            ))}
        </tbody>
      </table>
    </section>
  );
}
