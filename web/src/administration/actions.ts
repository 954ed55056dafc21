/** What stands in the audit trail: the picture of each kind of action, and the kinds by which it is filtered. */
import type { IconName } from "../components/icon";

/** The last word of an action ("study.deleted") says what was done. */
const SIGNS: Readonly<Record<string, IconName>> = {
  seen: "eye",
  opened: "eye",
  made: "plus",
  changed: "edit",
  chosen: "edit",
  received: "upload",
  queued: "clock",
  cancel: "close",
  deleted: "trash",
  removed: "trash",
  restored: "undo",
  exported: "download",
  downloaded: "download",
  shared: "share",
  revoked: "close",
  signed: "sign",
  reviewed: "check",
  reset: "lock",
  password: "lock",
  refused: "lock",
  signed_in: "users",
  signed_out: "users",
  ended: "users",
};

export const signOf = (action: string): IconName => SIGNS[action.split(".").at(-1) ?? ""] ?? "info";
