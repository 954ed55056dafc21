/** English. Each section is a file under en/; a sentence with values is a function. Spanish must have every key. */
import { errors } from "./en/errors";
import { shell } from "./en/shell";
import { signIn } from "./en/sign-in";
import { titles } from "./en/titles";
import { words } from "./en/words";

export const en = {
  errors,
  shell,
  signIn,
  titles,
  words,
};

export type Texts = typeof en;
