import type { Texts } from "../en";

export const titles: Texts["titles"] = {
  signIn: "Iniciar sesión",
  workList: "Lista de trabajo",
  notFound: "Página no encontrada",
};
