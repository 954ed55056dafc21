/** What known codes of the server mean, for a person. An unknown code shows the server's own sentence. */
export const errors: Record<string, string> = {
  unreachable: "The server does not answer. It is asked again by itself.",
  "account.wrong_password": "The password is wrong. Type it again.",
  "report.changed_elsewhere": "The report was changed in another window meanwhile. Copy your words, then load the page again.",
  "report.signed": "The report is signed and cannot change. Add an addendum.",
  "report.not_reviewed": "Nobody has reviewed this result yet. Look at the pictures and mark it as reviewed.",
  "report.no_impression": "The report has no impression of this version yet. Write it, or keep the sentences made from the findings.",
  "report.not_signed": "Only a signed report can be shared. Sign it first.",
  "share.wrong_phrase": "The pass phrase is wrong. Type it as the sender told it, with its hyphens.",
  "share.too_many_tries": "The pass phrase was wrong too often. Wait a quarter of an hour, and ask the sender for it.",
};
