/** The two halves of signing in: a picture on black, and the form. */
import type { ComponentChildren } from "preact";
import picture from "../pictures/phantom.jpg";
import { t } from "../texts";
import { Brand } from "./brand";
import { LanguageMenu } from "./header";
import { Promises } from "./promises";

export function Split({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="split">
      <aside aria-label={t().signIn.about}>
        <img class="split-picture" src={picture} alt="" />
        <div class="split-words">
          <p class="muted">{t().signIn.claim}</p>
          <p class="small quiet">{t().signIn.picture}</p>
        </div>
      </aside>
      <main id="main" tabIndex={-1}>
        <div class="split-form stack">
          <div class="row between">
            <Brand />
            <LanguageMenu />
          </div>
          <h1>{title}</h1>
          {children}
          <Promises />
        </div>
      </main>
    </div>
  );
}
