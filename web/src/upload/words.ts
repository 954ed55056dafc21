/** Evidence, cures and problems in the person's words. */
import { t } from "../texts";
import { wordsOfProblem } from "../texts/problem";
import { number, percent, quantity } from "../texts/format";
import type { Cure, Evidence, UploadProblem, Use, Values } from "./types";

const text = (values: Values, name: string): string => String(values[name] ?? "");
const amount = (values: Values, name: string): number => Number(values[name] ?? 0);
const list = (values: Values, name: string): string[] => (Array.isArray(values[name]) ? (values[name] as unknown[]).map(String) : []);

export const titleOf = (use: string): string => t().upload.uses[use as Use] ?? use;

/** The name of a file without its folders. */
export const shortName = (name: string): string => name.split("/").at(-1) ?? name;

const EVIDENCE: Readonly<Record<string, (values: Values) => string>> = {
  "name.says": (values) => t().upload.evidence.nameSays(text(values, "words")),
  "name.silent": () => t().upload.evidence.nameSilent,
  "name.ambiguous": (values) => t().upload.evidence.nameAmbiguous(text(values, "words")),
  "name.labels": (values) => (text(values, "words") === "" ? "" : t().upload.evidence.nameLabels(text(values, "words"))),
  "name.corrected_copy": () => t().upload.evidence.correctedCopy,
  "kind.is": (values) => t().upload.kinds[text(values, "kind")] ?? text(values, "kind"),
  "copy.of": (values) => t().upload.evidence.copyOf(shortName(text(values, "file"))),
  "labels.found": (values) => {
    const [labels, scheme] = [list(values, "labels").join(", "), text(values, "scheme")];
    return scheme === "" ? t().upload.evidence.labelsOnly(labels) : t().upload.evidence.labels(labels, scheme);
  },
  "labels.brain": (values) => t().upload.evidence.brainMask(quantity(amount(values, "volume_ml"), "ml", 0)),
  "looks.like": (values) => t().upload.looks[text(values, "sequence")] ?? "",
  "looks.unclear": (values) => t().upload.evidence.unclear(titleOf(text(values, "sequence")), percent(amount(values, "probability"))),
  "looks.like_a_head": () => t().upload.evidence.head,
  "looks.against_name": (values) => t().upload.evidence.against(titleOf(text(values, "looks_like")), percent(amount(values, "probability"))),
  "sharp.all_planes": () => t().upload.evidence.sharp,
  "sharp.blurred": (values) => t().upload.evidence.blurred(t().upload.axes[text(values, "axis")] ?? "", number(amount(values, "factor"), 1)),
  "another.chosen": (values) => t().upload.evidence.anotherChosen(shortName(text(values, "file"))),
  "better.same_grid": (values) => t().upload.better.sameGrid(shortName(text(values, "file"))),
  "better.sharper": (values) =>
    t().upload.better.sharper(shortName(text(values, "file")), quantity(amount(values, "detail_mm"), "mm", 1), quantity(amount(values, "other_mm"), "mm", 1)),
  "better.finer_voxels": (values) => t().upload.better.finer(shortName(text(values, "file"))),
};

export const evidenceText = ({ code, values }: Evidence): string => EVIDENCE[code]?.(values) ?? code;

export const evidenceLine = (reasons: readonly Evidence[]): string => reasons.map(evidenceText).filter(Boolean).join("; ");

const CURES: Readonly<Record<string, (cure: Cure) => string>> = {
  "cure.use": ({ values }) => t().upload.cures.use(shortName(text(values, "file"))),
  "cure.remove": () => t().upload.cures.remove,
  "cure.leave_out": ({ values }) => t().upload.cures.leaveOut(amount(values, "count")),
  "cure.keep_group": ({ values }) => t().upload.cures.keep(text(values, "group"), amount(values, "count")),
  "cure.one_patient": () => t().upload.cures.onePatient,
  "cure.as_it_looks": ({ values }) => t().upload.cures.asItLooks(list(values, "uses").map(titleOf).join(", ")),
  "cure.as_named": () => t().upload.cures.asNamed,
  "cure.go_on_without": ({ values }) => t().upload.cures.without(list(values, "sequences").map(titleOf).join(", ")),
};

export const cureText = (cure: Cure): string => CURES[cure.label]?.(cure) ?? cure.label;

/** A problem in one sentence, and what stands under it. */
export function problemWords({ error, notes, files }: UploadProblem, names: ReadonlyMap<string, string> = new Map()): { text: string; below: string[] } {
  const values = {
    ...error.values,
    use: titleOf(text(error.values, "use")),
    missing: list(error.values, "missing").map(titleOf).join(", "),
    groups: list(error.values, "groups").join(", "),
  };
  const { text: sentence, remedy } = wordsOfProblem({ ...error, values });
  const name = files.length === 1 && files[0] !== undefined ? names.get(files[0]) : undefined;
  const about = name === undefined || error.seen.includes(name) ? t().words.seen : shortName(name);
  const reasons = notes.length > 0 ? notes.map(evidenceText) : [`${about}: ${error.seen}`];
  return { text: sentence, below: remedy === null ? reasons : [...reasons, remedy] };
}
