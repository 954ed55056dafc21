/** A new password, twice, with what is said about it while it is typed. */
import { useState } from "preact/hooks";
import { t } from "../texts";
import { Icon } from "./icon";
import { TextField } from "./text-field";

export interface PasswordFieldsProps {
  /** Fewest characters. */
  length: number;
  label: string;
  onPassword: (password: string | null) => void;
}

/** Calls back with the password once both are equal and long enough, else with null. */
export function PasswordFields({ length, label, onPassword }: PasswordFieldsProps) {
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [left, setLeft] = useState(false);
  const words = t().account;
  const change = (one: string, other: string): void => {
    setFirst(one);
    setSecond(other);
    onPassword(one === other && one.length >= length ? one : null);
  };
  const isLong = first.length >= length;
  return (
    <>
      <TextField
        label={label}
        type="password"
        name="new-password"
        autocomplete="new-password"
        value={first}
        onValue={(value) => change(value, second)}
        hint={
          isLong ? (
            <span class="ok">
              <Icon name="check" /> {words.longEnough(first.length, length)}
            </span>
          ) : first === "" ? (
            words.rule(length)
          ) : (
            words.tooShort(first.length, length)
          )
        }
        required
      />
      <div onFocusOut={() => setLeft(true)}>
        <TextField
          label={words.passwordAgain}
          type="password"
          name="new-password-again"
          autocomplete="new-password"
          value={second}
          onValue={(value) => change(first, value)}
          error={left && second !== "" && second !== first ? words.differs : null}
          required
        />
      </div>
    </>
  );
}
