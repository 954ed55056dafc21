/** How far a study is, in the same words on every page. */
const stages: Record<string, string> = {
  loading: "Reading images",
  checking: "Checking images",
  preparing: "Preparing",
  predicting: "Segmenting",
  restoring: "Back to the patient’s grid",
  measuring: "Measuring",
  rendering: "Writing the report",
};

export const status = {
  reviews: {
    ai: "AI result, not reviewed",
    reviewed: "Reviewed",
    preliminary: "Preliminary report",
    final: "Final, signed",
  },
  stages,
  working: "Analyzing",
  queued: "Queued",
  queuedAt: (place: number) => `Queued, ${place}${["th", "st", "nd", "rd"][place % 100 > 10 && place % 100 < 14 ? 0 : place % 10] ?? "th"}`,
  failed: "Not analyzed",
  canceled: "Canceled",
  receiving: "Receiving files",
  needsInput: "Needs your input",
  left: (time: string) => `${time} left`,
  progressOf: (name: string, percent: string) => `Analysis of ${name}, ${percent} percent`,
  withoutCode: "Study without a patient’s code",
};
