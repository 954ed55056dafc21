/** Sign, mark as preliminary, add, share: at the bottom of the panel, always in sight. */
import { useState } from "preact/hooks";
import { api } from "../api/client";
import type { ReportState } from "../api/report-types";
import { Button } from "../components/button";
import { ErrorNote } from "../components/note";
import { t } from "../texts";
import { moment } from "../texts/format";
import { AddendumDialog } from "./addendum-dialog";
import { ShareDialog } from "./share-dialog";
import { SignDialog } from "./sign-dialog";
import type { Desk } from "./use-report";

export function Deeds({ id, desk, report }: { id: string; desk: Desk; report: ReportState }) {
  const words = t().report;
  const [open, setOpen] = useState<"sign" | "addendum" | "share" | null>(null);
  const [error, setError] = useState<unknown>(null);
  const close = (): void => setOpen(null);
  const isFinal = report.signature !== null;
  const preliminary = (): void => {
    setError(null);
    desk
      .keep()
      .then(({ revision }) => api.post<ReportState>(`/studies/${id}/report/preliminary`, { revision }))
      .then((found) => {
        desk.take(found);
        desk.reload();
      }, setError);
  };
  return (
    <div class="deeds">
      <div class="row">
        {isFinal ? (
          <div class="grow">
            <Button size="lg" block icon="plus" popup="dialog" onPress={() => setOpen("addendum")}>
              {words.addendum}
            </Button>
          </div>
        ) : (
          <div class="grow">
            <Button size="lg" kind="primary" block icon="sign" popup="dialog" why={report.status === "ai" ? words.signWhy : null} onPress={() => setOpen("sign")}>
              {words.sign}
            </Button>
          </div>
        )}
        <Button size="lg" icon="share" popup="dialog" why={isFinal ? null : words.shareWhy} onPress={() => setOpen("share")}>
          {words.share}
        </Button>
      </div>
      {report.status === "reviewed" && (
        <Button size="sm" kind="ghost" icon="document" onPress={preliminary}>
          {words.preliminary}
        </Button>
      )}
      {error !== null && <ErrorNote error={error} />}
      <p class="small quiet">
        {report.signature === null
          ? `${report.status === "ai" ? `${words.signWhy}. ` : ""}${words.after}`
          : words.signedBy(report.signature.name, moment(report.signature.signed_at), report.signature.sha256.slice(0, 8))}
      </p>
      {open === "sign" && <SignDialog id={id} desk={desk} report={report} onClose={close} />}
      {open === "addendum" && <AddendumDialog id={id} desk={desk} report={report} onClose={close} />}
      {open === "share" && <ShareDialog id={id} onClose={close} />}
    </div>
  );
}
