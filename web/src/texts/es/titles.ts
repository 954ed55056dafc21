import type { Texts } from "../en";

export const titles: Texts["titles"] = {
  signIn: "Iniciar sesión",
  workList: "Lista de trabajo",
  upload: "Subir",
  firstVisit: "Primera visita",
  newPassword: "Elija su contraseña",
  patients: "Pacientes",
  patient: "Seguimiento",
  report: "Informe",
  shared: "Informe compartido",
  account: "Su cuenta",
  study: "Estudio",
  studyEdit: "Editar la máscara",
  adminUsers: "Usuarios",
  adminModels: "Modelos",
  adminStorage: "Almacenamiento y estado",
  adminAudit: "Registro de auditoría",
  notFound: "Página no encontrada",
};
