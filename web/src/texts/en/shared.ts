/** What the recipient of a link sees: one field, one page, no account. */
export const shared = {
  title: "A report was shared with you",
  until: (day: string) => `The link works until ${day}.`,
  phrase: "Pass phrase",
  phraseHint: "The sender told it to you. 5 tries in a quarter of an hour.",
  open: "Open report",
  counted: "Opening is counted and shown to the sender.",
  revokedTitle: "This link was ended",
  expiredTitle: "This link has expired",
  unknownTitle: "There is no such link",
  unknownText: "Check that the whole address was copied.",
  askSender: "Ask the sender for a new link.",
  failedTitle: "The link cannot be opened now",
  reportOf: (code: string) => `Report of ${code}`,
  signed: (name: string, time: string) => `Signed by ${name}, ${time}`,
  withAddenda: "with addenda",
};
