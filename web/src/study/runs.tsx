/** A sentence with bold parts. */
import type { Run } from "../api/findings";

export function Runs({ runs }: { runs: readonly Run[] }) {
  return <>{runs.map((run, index) => (run.bold ? <b key={index}>{run.text}</b> : run.text))}</>;
}
