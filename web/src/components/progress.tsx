/** How far something is: a bar with its name. */
export function Progress({ fraction, label }: { fraction: number | null; label: string }) {
  return fraction === null ? <progress aria-label={label} /> : <progress max={1} value={fraction} aria-label={label} />;
}
