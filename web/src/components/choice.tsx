/** A check box, a switch, or one of several radio buttons, with its label behind it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Option } from "./select";

export interface CheckProps {
  checked: boolean;
  onChecked: (checked: boolean) => void;
  children: ComponentChildren;
  /** A switch acts at once; a check box waits for the form. */
  as?: "check" | "switch";
  disabled?: boolean;
}

export function Check({ checked, onChecked, children, as = "check", disabled }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        class={as === "switch" ? "switch" : undefined}
        role={as === "switch" ? "switch" : undefined}
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}

export interface RadiosProps<V extends string> {
  legend: string;
  value: V;
  options: readonly Option<V>[];
  onValue: (value: V) => void;
}

export function Radios<V extends string>({ legend, value, options, onValue }: RadiosProps<V>) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend class="label">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class="check">
          <input type="radio" name={name} checked={option.value === value} onChange={() => onValue(option.value)} />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
