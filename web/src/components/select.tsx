/** One of a few, from a list that unfolds. */
export interface Option<V extends string> {
  value: V;
  label: string;
}

export interface SelectProps<V extends string> {
  value: V;
  options: readonly Option<V>[];
  onValue: (value: V) => void;
  id?: string;
  label?: string;
  disabled?: boolean;
  describedBy?: string;
}

export function Select<V extends string>({ value, options, onValue, id, label, disabled, describedBy }: SelectProps<V>) {
  return (
    <select
      id={id}
      aria-label={label}
      aria-describedby={describedBy}
      value={value}
      disabled={disabled}
      onChange={(event) => {
        const chosen = options.find((option) => option.value === event.currentTarget.value);
        if (chosen) onValue(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
