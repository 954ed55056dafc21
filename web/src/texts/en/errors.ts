/** What known codes of the server mean, for a person. An unknown code shows the server's own sentence. */
export const errors: Record<string, string> = {
  unreachable: "The server does not answer. It is asked again by itself.",
};
