/** What the window's tab says on each page. */
export const titles = {
  signIn: "Sign in",
  workList: "Work list",
  upload: "Upload",
  firstVisit: "First visit",
  newPassword: "Choose your password",
  report: "Report",
  shared: "Shared report",
  account: "Your account",
  study: "Study",
  studyEdit: "Edit the mask",
  adminUsers: "Users",
  adminModels: "Models",
  adminStorage: "Storage and health",
  adminAudit: "Audit trail",
  notFound: "Page not found",
};
