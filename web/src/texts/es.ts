/** Español. Las mismas claves que el inglés, por su tipo. */
import type { Texts } from "./en";
import { account } from "./es/account";
import { editing } from "./es/editing";
import { admin } from "./es/admin";
import { errors } from "./es/errors";
import { patient } from "./es/patient";
import { report } from "./es/report";
import { shared } from "./es/shared";
import { shell } from "./es/shell";
import { signIn } from "./es/sign-in";
import { status } from "./es/status";
import { study } from "./es/study";
import { titles } from "./es/titles";
import { viewer } from "./es/viewer";
import { upload } from "./es/upload";
import { words } from "./es/words";
import { workList } from "./es/work-list";

export const es: Texts = {
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
