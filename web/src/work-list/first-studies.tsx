/** The list of somebody who has no study yet: what to do, and a place to drop files. */
import { useState } from "preact/hooks";
import { ButtonLink } from "../components/button";
import { navigate } from "../router";
import { dropped } from "../state/dropped";
import { t } from "../texts";

export function FirstStudies() {
  const [over, setOver] = useState(false);
  const words = t().workList;
  return (
    <div
      class={over ? "drop first is-over" : "drop first"}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        if (!event.dataTransfer) return;
        // Entries must be taken before the event is over; the upload page reads them.
        dropped.value = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
        navigate("/upload");
      }}
    >
      <div class="empty">
        <svg class="drop-sign" viewBox="0 0 60 40" aria-hidden="true">
          <path class="folder" d="M1 3h20l4 6h34v30H1Z" />
          <path class="arrow" d="M30 33V17M24 23l6-6 6 6" />
        </svg>
        <h2>{words.firstTitle}</h2>
        <p>{words.firstText}</p>
        <ButtonLink kind="primary" icon="upload" href="/upload">
          {words.upload}
        </ButtonLink>
      </div>
    </div>
  );
}
