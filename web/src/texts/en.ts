/** English. Each section is a file under en/; a sentence with values is a function. Spanish must have every key. */
import { account } from "./en/account";
import { errors } from "./en/errors";
import { report } from "./en/report";
import { shared } from "./en/shared";
import { shell } from "./en/shell";
import { signIn } from "./en/sign-in";
import { status } from "./en/status";
import { titles } from "./en/titles";
import { words } from "./en/words";
import { workList } from "./en/work-list";

export const en = {
  account,
  errors,
  report,
  shared,
  shell,
  signIn,
  status,
  titles,
  words,
  workList,
};

export type Texts = typeof en;
