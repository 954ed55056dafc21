/** The files in what was dropped or chosen, folders opened, each with its path. */
export interface Found {
  /** With folders, as in "NI-0056/flair.nii.gz". */
  name: string;
  file: File;
}

/** What operating systems leave in folders; nobody means to upload it. */
export function isLeftover(name: string): boolean {
  return name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX" || /^(thumbs\.db|desktop\.ini)$/i.test(part));
}

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));

/** A folder is read in portions (Chromium gives 100 at a time) until one is empty. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return all;
    all.push(...portion);
  }
}

async function below(entry: FileSystemEntry): Promise<Found[]> {
  const name = entry.fullPath.replace(/^\//, "");
  if (isLeftover(name)) return [];
  if (entry.isFile) return [{ name, file: await fileOf(entry as FileSystemFileEntry) }];
  const inside = await entriesIn(entry as FileSystemDirectoryEntry);
  return (await Promise.all(inside.map(below))).flat();
}

export async function filesIn(entries: readonly FileSystemEntry[]): Promise<Found[]> {
  const found = (await Promise.all(entries.map(below))).flat();
  return found.sort((one, other) => one.name.localeCompare(other.name));
}

/** The files of a field, single ones or those of a folder. */
export function filesOf(list: FileList | null): Found[] {
  return [...(list ?? [])].map((file) => ({ name: file.webkitRelativePath || file.name, file })).filter(({ name }) => !isLeftover(name));
}
