/** Signing in. */
export const signIn = {
  signIn: "Sign in",
  name: "Name",
  password: "Password",
  forgotten: "Forgotten? Your administrator can reset it.",
  about: "About this program",
  claim: "Segments glioma on brain MRI, measures it, and writes a report that you edit and sign.",
  picture: "Picture: a synthetic phantom.",
};
