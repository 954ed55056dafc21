/** Español. Las mismas claves que el inglés, por su tipo. */
import type { Texts } from "./en";
import { account } from "./es/account";
import { errors } from "./es/errors";
import { shell } from "./es/shell";
import { signIn } from "./es/sign-in";
import { status } from "./es/status";
import { titles } from "./es/titles";
import { words } from "./es/words";
import { workList } from "./es/work-list";

export const es: Texts = {
  account,
  errors,
  shell,
  signIn,
  status,
  titles,
  words,
  workList,
};
