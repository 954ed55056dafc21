/** Tokens for programs. */
import { useCallback, useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { Token } from "../api/types";
import { Button } from "../components/button";
import { CopyText } from "../components/copy-text";
import { Dialog } from "../components/dialog";
import { Loading } from "../components/loading";
import { ErrorNote } from "../components/note";
import { TextField } from "../components/text-field";
import { t } from "../texts";
import { moment } from "../texts/format";

function RemoveDialog({ token, onClose, onDone }: { token: Token; onClose: () => void; onDone: () => void }) {
  const words = t().account;
  const [error, setError] = useState<unknown>(null);
  const remove = (): void => void api.delete(`/tokens/${token.id}`).then(onDone, setError);
  return (
    <Dialog
      title={words.removeTitle(token.label)}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>{words.keep}</Button>
          <Button kind="danger-solid" onPress={remove}>
            {words.remove}
          </Button>
        </>
      }
    >
      {error !== null && <ErrorNote error={error} />}
      <p>{words.removeText}</p>
    </Dialog>
  );
}

function TokenTable({ tokens, onRemove }: { tokens: readonly Token[]; onRemove: (token: Token) => void }) {
  const words = t().account;
  if (tokens.length === 0) return <p class="quiet">{words.noTokens}</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{words.label}</th>
          <th scope="col">{words.made}</th>
          <th scope="col">{words.used}</th>
          <th scope="col">
            <span class="sr">{t().workList.actions}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {tokens.map((token) => (
          <tr key={token.id}>
            <td>{token.label}</td>
            <td>{moment(token.created_at)}</td>
            <td>{token.used_at === null ? words.never : moment(token.used_at)}</td>
            <td class="num">
              <Button kind="ghost" size="sm" label={words.removeOf(token.label)} onPress={() => onRemove(token)}>
                {words.remove}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Tokens() {
  const words = t().account;
  const [tokens, setTokens] = useState<Token[] | null>(null);
  const [label, setLabel] = useState("");
  const [secret, setSecret] = useState<string | null>(null);
  const [removing, setRemoving] = useState<Token | null>(null);
  const [error, setError] = useState<unknown>(null);
  const load = useCallback(() => void api.get<Token[]>("/tokens").then(setTokens, setError), []);
  useEffect(load, []);
  const make = (event: SubmitEvent): void => {
    event.preventDefault();
    setError(null);
    api.post<Token & { secret: string }>("/tokens", { label: label.trim() }).then((made) => {
      setSecret(made.secret);
      setLabel("");
      load();
    }, setError);
  };
  const close = (): void => setRemoving(null);
  return (
    <section class="card stack">
      <h2>{words.tokens}</h2>
      <p class="small muted">{words.tokensText}</p>
      {error !== null && <ErrorNote error={error} />}
      {tokens ? <TokenTable tokens={tokens} onRemove={setRemoving} /> : error === null && <Loading />}
      <form class="row line-end" onSubmit={make}>
        <div class="grow">
          <TextField label={words.label} value={label} onValue={setLabel} maxLength={80} autocomplete="off" />
        </div>
        <Button type="submit" icon="plus" disabled={label.trim() === ""}>
          {words.makeToken}
        </Button>
      </form>
      {secret !== null && (
        <Dialog title={words.secretTitle} onClose={() => setSecret(null)} footer={<Button kind="primary" onPress={() => setSecret(null)}>{words.done}</Button>}>
          <div class="stack">
            <p class="muted">{words.secretText}</p>
            <CopyText text={secret} label={words.secretTitle} />
          </div>
        </Dialog>
      )}
      {removing && (
        <RemoveDialog
          token={removing}
          onClose={close}
          onDone={() => {
            close();
            load();
          }}
        />
      )}
    </section>
  );
}
