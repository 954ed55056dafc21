/** A button, or a link that looks like one. Busy keeps its width; disabled says why. */
import type { ComponentChildren, Ref } from "preact";
import { Icon, type IconName } from "./icon";

interface Looks {
  kind?: "primary" | "danger" | "danger-solid" | "ghost" | "plain";
  size?: "sm" | "lg";
  icon?: IconName;
  /** The name for screen readers where the label is short or missing; also the tooltip of a button that is an icon. */
  label?: string;
  block?: boolean;
  children?: ComponentChildren;
}

export interface ButtonProps extends Looks {
  onPress?: (event: MouseEvent) => void;
  type?: "button" | "submit";
  busy?: boolean;
  /** Why the button cannot be pressed: it is then disabled and says so to a pointer and to a screen reader. */
  why?: string | null;
  disabled?: boolean;
  pressed?: boolean;
  expanded?: boolean;
  popup?: "menu" | "dialog";
  buttonRef?: Ref<HTMLButtonElement>;
}

function classes({ kind = "plain", size, block, children }: Looks, icon: boolean): string {
  const look = { primary: "primary", danger: "danger", "danger-solid": "danger solid", ghost: "ghost", plain: "" }[kind];
  return ["btn", look, size, icon && children === undefined && "icon", block === true && "block"].filter(Boolean).join(" ");
}

export function Button(props: ButtonProps) {
  const { icon, label, children, onPress, type = "button", busy = false, why = null, disabled = false } = props;
  const stopped = disabled || why !== null;
  return (
    <button
      ref={props.buttonRef}
      type={type}
      class={classes(props, icon !== undefined)}
      aria-label={label}
      title={why ?? (children === undefined ? label : undefined)}
      aria-disabled={stopped || busy ? "true" : undefined}
      aria-busy={busy ? "true" : undefined}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      aria-haspopup={props.popup}
      onClick={(event) => {
        if (stopped || busy) event.preventDefault();
        else onPress?.(event);
      }}
    >
      {busy ? <Icon name="spin" turning /> : icon && <Icon name={icon} />}
      {children}
      {why !== null && <span class="sr">{why}</span>}
    </button>
  );
}

export function ButtonLink(props: Looks & { href: string; download?: boolean }) {
  const { icon, label, children, href, download } = props;
  return (
    <a href={href} class={classes(props, icon !== undefined)} aria-label={label} title={children === undefined ? label : undefined} download={download === true ? "" : undefined}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}
