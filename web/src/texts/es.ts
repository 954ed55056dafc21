/** Español. Las mismas claves que el inglés, por su tipo. */
import type { Texts } from "./en";
import { account } from "./es/account";
import { errors } from "./es/errors";
import { report } from "./es/report";
import { shared } from "./es/shared";
import { shell } from "./es/shell";
import { signIn } from "./es/sign-in";
import { status } from "./es/status";
import { titles } from "./es/titles";
import { words } from "./es/words";
import { workList } from "./es/work-list";

export const es: Texts = {
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
