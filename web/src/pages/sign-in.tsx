/** Signing in; then on to where the person wanted to go. */
import { SignInForm } from "../components/sign-in-form";
import { Split } from "../components/split";
import type { PageProps } from "../pages";
import { navigate } from "../router";
import { t } from "../texts";

/** Only addresses of ours: a link must not lead to another host by way of this page. */
export function safeNext(next: string | null): string {
  if (next === null || !next.startsWith("/")) return "/";
  const target = new URL(next, window.location.origin);
  const isOurs = target.origin === window.location.origin && target.pathname !== "/sign-in";
  return isOurs ? target.pathname + target.search : "/";
}

export default function SignIn({ query }: PageProps) {
  return (
    <Split title={t().signIn.signIn}>
      <SignInForm onDone={() => navigate(safeNext(query.get("next")), { replace: true })} />
    </Split>
  );
}
