/** English. Each section is a file under en/; a sentence with values is a function. Spanish must have every key. */
import { account } from "./en/account";
import { editing } from "./en/editing";
import { admin } from "./en/admin";
import { errors } from "./en/errors";
import { patient } from "./en/patient";
import { report } from "./en/report";
import { shared } from "./en/shared";
import { shell } from "./en/shell";
import { signIn } from "./en/sign-in";
import { status } from "./en/status";
import { study } from "./en/study";
import { titles } from "./en/titles";
import { viewer } from "./en/viewer";
import { upload } from "./en/upload";
import { words } from "./en/words";
import { workList } from "./en/work-list";

export const en = {
  account,
  editing,
  admin,
  errors,
  patient,
  report,
  shared,
  shell,
  signIn,
  status,
  study,
  titles,
  viewer,
  upload,
  words,
  workList,
};

export type Texts = typeof en;
