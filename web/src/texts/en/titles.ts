/** What the window's tab says on each page. */
export const titles = {
  signIn: "Sign in",
  workList: "Work list",
  notFound: "Page not found",
};
