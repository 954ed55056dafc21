/** The lesions, the largest first; a press goes to the slice on which one was measured. */
import type { LesionText } from "../api/findings";
import { Button } from "../components/button";
import { t } from "../texts";

export function Lesions({ lesions, product, chosen, onGo }: { lesions: readonly LesionText[]; product: string | null; chosen: string | null; onGo: (lesion: LesionText) => void }) {
  const texts = t().study;
  if (lesions.length === 0) return null;
  return (
    <section>
      <table class="dense">
        <caption class="sr">{texts.lesions}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.lesion}</th>
            <th scope="col">{texts.diameters}</th>
            <th scope="col" class="num">
              {texts.core}
            </th>
            <th scope="col">
              <span class="sr">{texts.goTo}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {lesions.map((lesion) => (
            <tr key={lesion.id}>
              <th scope="row">
                <b>{lesion.id}</b> {lesion.place}
              </th>
              <td title={lesion.measurable ?? undefined}>{lesion.diameters ?? <span class="quiet">{texts.notMeasured}</span>}</td>
              <td class="num">{lesion.volume?.replace(/ \(.*\)$/, "") ?? "–"}</td>
              <td class="num">
                <Button size="sm" kind="ghost" icon="target" label={texts.goToLesion(lesion.id)} pressed={lesion.id === chosen} onPress={() => onGo(lesion)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {product !== null && <p class="small quiet">{product}</p>}
    </section>
  );
}
