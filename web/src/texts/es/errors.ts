/** Los códigos conocidos; los demás muestran la frase del servidor. */
export const errors: Record<string, string> = {
  unreachable: "El servidor no responde. Se le vuelve a preguntar automáticamente.",
  "account.wrong_password": "La contraseña no es correcta. Escríbala otra vez.",
  "report.changed_elsewhere": "El informe cambió entretanto en otra ventana. Copie sus palabras y cargue la página de nuevo.",
  "report.signed": "El informe está firmado y no puede cambiar. Añada una adenda.",
  "report.not_reviewed": "Nadie ha revisado este resultado todavía. Mire las imágenes y márquelo como revisado.",
  "report.no_impression": "El informe aún no tiene impresión de esta versión. Escríbala o conserve las frases hechas a partir de los hallazgos.",
  "report.not_signed": "Solo se comparte un informe firmado. Fírmelo antes.",
  "share.wrong_phrase": "La frase de paso no es correcta. Escríbala como se la dijeron, con sus guiones.",
  "share.too_many_tries": "La frase de paso fue errónea demasiadas veces. Espere un cuarto de hora y pídala a quien envió el enlace.",
};
