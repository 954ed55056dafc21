/** Pacientes y lo que cambió entre sus exámenes. */
import { number } from "../format";
import type { Texts } from "../en";

export const patient: Texts["patient"] = {
  listTitle: "Pacientes",
  listText: "Los estudios con el mismo código son de un paciente. Los que tienen fecha se pueden comparar.",
  code: "Paciente",
  exams: "Exámenes",
  first: "Primero",
  last: "Último",
  none: "Todavía no hay pacientes",
  noneText: "Un estudio aparece aquí cuando tiene resultado y código de paciente.",
  back: "Volver a los pacientes",
  examsOver: (count) => (count === 1 ? "1 examen" : `${number(count)} exámenes`),
  from: "De",
  against: "a",
  dates: "Exámenes",
  choose: "Abrir este estudio",
  undated: "sin fecha",
  sentence: "Qué cambió",
  plots: "En el tiempo",
  rules: "Cómo se juzgó",
  oneDate: "Un seguimiento necesita dos exámenes con fecha.",
  oneDateText: "Indique la fecha de cada estudio en la lista de trabajo, o suba otro examen.",
  cannotShow: "El seguimiento no se puede mostrar",
  comparing: "Comparando las fechas",
};
