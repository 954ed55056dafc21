/** One's own patients, by their codes. */
import { useEffect, useState } from "preact/hooks";
import { api } from "../api/client";
import type { PatientRow } from "../api/patient-types";
import { Empty } from "../components/empty";
import { Loading } from "../components/loading";
import { PageError } from "../components/page-error";
import { t } from "../texts";
import { day, number } from "../texts/format";

const shown = (date: string | null): string => (date === null ? t().patient.undated : day(date));

export default function Patients() {
  const words = t().patient;
  const [rows, setRows] = useState<PatientRow[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => void api.get<PatientRow[]>("/patients").then(setRows, setError), []);
  if (error !== null) return <PageError title={words.cannotShow} error={error} />;
  return (
    <div class="page">
      <div class="head">
        <h1>{words.listTitle}</h1>
      </div>
      {rows === null ? (
        <Loading lines={5} />
      ) : rows.length === 0 ? (
        <Empty title={words.none} icon="patients">
          <p>{words.noneText}</p>
        </Empty>
      ) : (
        <>
          <p class="muted">{words.listText}</p>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.code}</th>
                <th scope="col" class="num">
                  {words.exams}
                </th>
                <th scope="col">{words.first}</th>
                <th scope="col">{words.last}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.code}>
                  <th scope="row">
                    <a href={`/patients/${encodeURIComponent(row.code)}`}>{row.code}</a>
                  </th>
                  <td class="num">{number(row.exams)}</td>
                  <td>{shown(row.first)}</td>
                  <td>{shown(row.last)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </div>
  );
}
