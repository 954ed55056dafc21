/** The printed report, a page at a time, as pictures that the server draws of the very pages of the PDF. */
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../components/icon";
import { t } from "../texts";

export interface PaperProps {
  /** Address of the pages, without the number. */
  base: string;
  /** Changes with everything that the pages show. */
  state: string;
  code: string;
  page: number;
  pages: number;
  fit: boolean;
  onBroken?: () => void;
}

export function Paper({ base, state, code, page, pages, fit, onBroken }: PaperProps) {
  const wanted = `${base}/${page}.png?of=${encodeURIComponent(state)}`;
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    if (pages === 0) return;
    let current = true;
    const picture = new Image();
    picture.onload = () => current && setShown(wanted);
    picture.onerror = () => current && onBroken?.();
    picture.src = wanted;
    return () => {
      current = false;
    };
  }, [wanted, pages]);
  const old = shown !== wanted;
  const look = ["sheet", fit && "fit", old && "old", shown === null && "blank"].filter(Boolean).join(" ");
  return (
    <div class={look}>
      {shown !== null && <img src={shown} alt={t().report.pageOf(code, page, pages)} />}
      {old && (
        <span class="chip info drawing" role="status">
          <Icon name="spin" turning />
          {t().report.drawing}
        </span>
      )}
    </div>
  );
}

export function PageSwitch({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  return (
    <div class="seg" role="group" aria-label={t().report.pages}>
      {Array.from({ length: pages }, (_, index) => index + 1).map((one) => (
        <button key={one} type="button" aria-pressed={one === page ? "true" : "false"} onClick={() => onPage(one)}>
          {one}
        </button>
      ))}
    </div>
  );
}
