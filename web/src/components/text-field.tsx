/** A field of one line. */
import type { ComponentChildren, Ref } from "preact";
import { Field } from "./field";

export interface TextFieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  type?: "text" | "password" | "date" | "number" | "search";
  hint?: ComponentChildren;
  error?: string | null;
  name?: string;
  autocomplete?: "username" | "current-password" | "new-password" | "off" | "name";
  required?: boolean;
  disabled?: boolean;
  placeholder?: string;
  maxLength?: number;
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField({ label, value, onValue, type = "text", hint, error = null, autocomplete, inputRef, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <input
          {...control}
          {...rest}
          ref={inputRef}
          type={type as "text"} // one member of the union of types, which differ in nothing used here
          value={value}
          autoComplete={autocomplete}
          spellcheck={false}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
