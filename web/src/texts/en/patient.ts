/** Patients and what changed between their examinations. */
import { number } from "../format";

export const patient = {
  listTitle: "Patients",
  listText: "Studies with the same code are one patient’s. Those with a date can be compared.",
  code: "Patient",
  exams: "Examinations",
  first: "First",
  last: "Last",
  none: "No patients yet",
  noneText: "A study appears here once it has a result and a patient’s code.",
  back: "Back to the patients",
  examsOver: (count: number) => (count === 1 ? "1 examination" : `${number(count)} examinations`),
  from: "From",
  against: "to",
  dates: "Examinations",
  choose: "Open this study",
  undated: "without a date",
  sentence: "What changed",
  plots: "Over time",
  rules: "How it was judged",
  oneDate: "A follow-up needs two dated examinations.",
  oneDateText: "State the date of each study in the work list, or upload another examination.",
  cannotShow: "The follow-up cannot be shown",
  comparing: "Comparing the dates",
};
