/** Lo que ve quien recibe un enlace: un campo, una página, sin cuenta. */
import type { Texts } from "../en";

export const shared: Texts["shared"] = {
  title: "Han compartido un informe con usted",
  until: (day) => `El enlace funciona hasta el ${day}.`,
  phrase: "Frase de paso",
  phraseHint: "Se la dijo quien lo envió. 5 intentos en un cuarto de hora.",
  open: "Abrir el informe",
  counted: "La apertura se cuenta y la ve quien lo envió.",
  revokedTitle: "Este enlace fue revocado",
  expiredTitle: "Este enlace ha caducado",
  unknownTitle: "No existe este enlace",
  unknownText: "Compruebe que copió la dirección entera.",
  askSender: "Pida un enlace nuevo a quien lo envió.",
  failedTitle: "El enlace no se puede abrir ahora",
  reportOf: (code) => `Informe de ${code}`,
  signed: (name, time) => `Firmado por ${name}, ${time}`,
  withAddenda: "con adendas",
};
