/** Short messages after an action, with a way back. Errors are never toasts. */
import { signal } from "@preact/signals";

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

export const toasts = signal<readonly Toast[]>([]);

let last = 0;

export function toast(text: string, action?: Toast["action"]): void {
  last += 1;
  toasts.value = [...toasts.value, action ? { id: last, text, action } : { id: last, text }];
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}
