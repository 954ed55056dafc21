/** Gray bars in place of what is being fetched; not before 200 ms, so that a quick answer never flickers. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../texts";

const PATIENCE_MS = 200;
const WIDTHS = ["70%", "52%", "61%", "44%", "66%", "57%"];

export function Loading({ lines = 3 }: { lines?: number }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class="stack-2" role="status" aria-busy="true">
      <span class="sr">{t().words.loading}</span>
      {late && Array.from({ length: lines }, (_, line) => <span key={line} class="skel" style={{ width: WIDTHS[line % WIDTHS.length] }} />)}
    </div>
  );
}
