import type { Texts } from "../en";

export const signIn: Texts["signIn"] = {
  signIn: "Iniciar sesión",
  name: "Nombre",
  password: "Contraseña",
  forgotten: "¿La ha olvidado? Su administrador puede restablecerla.",
  about: "Sobre este programa",
  claim: "Segmenta gliomas en RM cerebral, los mide y redacta un informe que usted corrige y firma.",
  picture: "Imagen: un maniquí sintético.",
};
