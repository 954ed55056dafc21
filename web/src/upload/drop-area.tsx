/** Where files are dropped, or chosen; what was received of them, and each that is on its way. */
import { useRef, useState } from "preact/hooks";
import { Button } from "../components/button";
import { Icon } from "../components/icon";
import { ErrorNote } from "../components/note";
import { Progress } from "../components/progress";
import { t } from "../texts";
import { duration, size } from "../texts/format";
import { retry, type Sending, sendings, took } from "./sender";
import { filesIn, filesOf, type Found } from "./walk";

const MOST_ROWS = 6;

function Row({ one }: { one: Sending }) {
  const words = t().upload;
  return (
    <li class="sending">
      <span class="mono name">{one.name}</span>
      {one.state === "failed" ? (
        <>
          <ErrorNote error={one.error} actions={<Button size="sm" onPress={() => retry(one)}>{t().words.tryAgain}</Button>} />
        </>
      ) : (
        <>
          <Progress fraction={one.size === 0 ? 0 : one.sent / one.size} label={words.sending(one.name)} />
          <span class="small quiet num">{words.sentOf(size(one.sent), size(one.size))}</span>
        </>
      )}
    </li>
  );
}

function Received({ count }: { count: number }) {
  const words = t().upload;
  const all = sendings.value;
  const sent = all.filter((one) => one.state === "sent");
  const open = all.filter((one) => one.state === "sending" || one.state === "waiting");
  const bytes = all.reduce((sum, one) => sum + one.sent, 0);
  const first = all.length === 1 ? all[0]?.name : null;
  if (all.length === 0 && count === 0) return <b>{words.dropHere}</b>;
  if (all.length === 0) return <b>{words.received(count)}</b>;
  const ms = took.value?.ms ?? null;
  return (
    <>
      {first && <b class="mono">{first} </b>}
      <span class="muted">
        {open.length > 0 ? words.receiving(sent.length, all.length, size(bytes)) : words.receivedIn(Math.max(count, sent.length), size(bytes), ms === null ? null : duration(Math.max(1, Math.round(ms / 1000))))}
      </span>
    </>
  );
}

export interface DropAreaProps {
  count: number;
  onFiles: (found: Found[]) => void;
  onStartOver: (() => void) | null;
}

export function DropArea({ count, onFiles, onStartOver }: DropAreaProps) {
  const [over, setOver] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const words = t().upload;
  const moving = sendings.value.filter((one) => one.state !== "sent");
  const isFirst = count === 0 && sendings.value.length === 0;
  const chosen = (event: Event): void => {
    if (!(event.currentTarget instanceof HTMLInputElement)) return;
    onFiles(filesOf(event.currentTarget.files));
    event.currentTarget.value = "";
  };
  return (
    <section
      class={`drop ${over ? "is-over" : ""} ${isFirst ? "upload-first" : ""}`}
      aria-label={words.dropLabel}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const entries = [...(event.dataTransfer?.items ?? [])].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
        void filesIn(entries).then(onFiles);
      }}
    >
      <div class="row wrap">
        <span class="row drop-words">
          <Icon name="upload" />
          <span role="status">
            <Received count={count} />
            <br />
            <span class="small quiet">{words.dropHint}</span>
          </span>
        </span>
        <span class="push row wrap">
          <Button size={isFirst ? undefined : "sm"} kind={isFirst ? "primary" : "plain"} icon="plus" onPress={() => files.current?.click()}>
            {words.addFiles}
          </Button>
          <Button size={isFirst ? undefined : "sm"} kind="ghost" onPress={() => folder.current?.click()}>
            {words.addFolder}
          </Button>
          {onStartOver && (
            <Button size="sm" kind="ghost" onPress={onStartOver}>
              {words.startOver}
            </Button>
          )}
        </span>
      </div>
      <input ref={files} type="file" multiple hidden data-choose="files" onChange={chosen} />
      <input ref={folder} type="file" multiple hidden data-choose="folder" {...{ webkitdirectory: true }} onChange={chosen} />
      {moving.length > 0 && (
        <ul class="sendings" aria-label={words.onTheWay}>
          {moving.slice(0, MOST_ROWS).map((one) => (
            <Row key={one.name} one={one} />
          ))}
          {moving.length > MOST_ROWS && <li class="small quiet">{words.andMore(moving.length - MOST_ROWS)}</li>}
        </ul>
      )}
    </section>
  );
}
