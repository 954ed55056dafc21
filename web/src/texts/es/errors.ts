/** Los códigos conocidos; los demás muestran la frase del servidor. */
export const errors: Record<string, string> = {
  unreachable: "El servidor no responde. Se le vuelve a preguntar automáticamente.",
};
