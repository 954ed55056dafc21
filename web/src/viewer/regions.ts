/** The regions of a tumor as label maps of this program number them (BraTS 2017 to 2021), and how they are drawn. */

export type Tissue = "NCR" | "ED" | "ET";
export type Region = Tissue | "TC" | "WT";

export const TISSUES: readonly Tissue[] = ["NCR", "ET", "ED"];
export const REGIONS: readonly Region[] = ["NCR", "ET", "ED", "TC", "WT"];
export const NUMBER_OF: Readonly<Record<Tissue, number>> = { NCR: 1, ED: 2, ET: 4 };
export const NUMBERS_OF: Readonly<Record<Region, readonly number[]>> = {
  NCR: [1],
  ED: [2],
  ET: [4],
  TC: [1, 4],
  WT: [1, 2, 4],
};
export const COLOR_OF: Readonly<Record<Region, string>> = {
  NCR: "#d8381b",
  ED: "#2f9fff",
  ET: "#ffd83d",
  TC: "#ffffff",
  WT: "#ffffff",
};

/** Which label numbers belong to a region, as a table to look up in. */
export function membership(region: Region): Uint8Array {
  const table = new Uint8Array(256);
  for (const number of NUMBERS_OF[region]) table[number] = 1;
  return table;
}

/** How many voxels each region has. */
export function countRegions(labels: Uint8Array): Readonly<Record<Region, number>> {
  const seen = new Float64Array(256);
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0;
    if (label !== 0) seen[label] = (seen[label] ?? 0) + 1;
  }
  const count = (region: Region): number => NUMBERS_OF[region].reduce((sum, number) => sum + (seen[number] ?? 0), 0);
  return { NCR: count("NCR"), ED: count("ED"), ET: count("ET"), TC: count("TC"), WT: count("WT") };
}

/** Overlap of a region in two label maps (Dice); null where neither has it. */
export function dice(one: Uint8Array, other: Uint8Array, region: Region): number | null {
  const within = membership(region);
  let [both, sum] = [0, 0];
  for (let at = 0; at < one.length; at++) {
    const first = within[one[at] ?? 0] ?? 0;
    const second = within[other[at] ?? 0] ?? 0;
    both += first & second;
    sum += first + second;
  }
  return sum === 0 ? null : (2 * both) / sum;
}
