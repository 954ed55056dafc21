/** A label above, the control, and a hint or an error below; the error names the cure. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "./icon";

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | null;
  /** The control gets the id and what describes it. */
  children: (control: { id: string; "aria-describedby"?: string; "aria-invalid"?: "true" }) => ComponentChildren;
}

export function Field({ label, hint, error = null, children }: FieldProps) {
  const id = useId();
  const below = error !== null || hint !== undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(below && { "aria-describedby": `${id}-below` }), ...(error !== null && { "aria-invalid": "true" as const }) })}
      {error !== null ? (
        <p class="err" id={`${id}-below`} role="alert">
          <Icon name="warn" />
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p class="hint" id={`${id}-below`}>
            {hint}
          </p>
        )
      )}
    </div>
  );
}
