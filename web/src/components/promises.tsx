/** The two promises: data stay here, and this is no medical device. */
import { t } from "../texts";
import { Icon } from "./icon";

export function Promises() {
  return (
    <div class="stack-2 small quiet promises">
      <p class="row">
        <Icon name="lock" />
        <span>{t().shell.nothingIsSent}</span>
      </p>
      <p class="row">
        <Icon name="info" />
        <span>{t().shell.notADevice}</span>
      </p>
    </div>
  );
}
