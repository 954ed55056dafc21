/** Files and folders dropped on another page than the upload: that page takes them from here, and empties it. */
import { signal } from "@preact/signals";

export const dropped = signal<readonly FileSystemEntry[]>([]);
