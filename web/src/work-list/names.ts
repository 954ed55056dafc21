/** What a study is called: the patient's code, or where there is none the first letters of its own id. */
import type { StudyRow } from "../api/types";
import { t } from "../texts";

export const nameOf = (row: Pick<StudyRow, "id" | "patient">): string => row.patient || t().workList.withoutCode(row.id.slice(0, 5));
