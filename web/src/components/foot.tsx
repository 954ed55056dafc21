/** The foot line of every page. A page may say something in its middle by `footText`. */
import { footText } from "../state/foot";
import { t } from "../texts";
import { Icon } from "./icon";

export function Foot() {
  return (
    <footer class="foot">
      <span>{t().shell.notADevice}</span>
      <span class="push">{footText.value}</span>
      <span>
        <Icon name="lock" /> {t().shell.dataStay}
      </span>
    </footer>
  );
}
