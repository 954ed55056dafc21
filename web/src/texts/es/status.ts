import type { Texts } from "../en";

const stages: Record<string, string> = {
  loading: "Leyendo las imágenes",
  checking: "Comprobando las imágenes",
  preparing: "Preparando",
  predicting: "Segmentando",
  restoring: "De vuelta a la rejilla del paciente",
  measuring: "Midiendo",
  rendering: "Redactando el informe",
};

export const status: Texts["status"] = {
  reviews: {
    ai: "Resultado de IA, sin revisar",
    reviewed: "Revisado",
    preliminary: "Informe preliminar",
    final: "Definitivo, firmado",
  },
  stages,
  working: "Analizando",
  queued: "En cola",
  queuedAt: (place) => `En cola, ${place}.º`,
  failed: "No analizado",
  canceled: "Cancelado",
  receiving: "Recibiendo archivos",
  needsInput: "Falta un dato suyo",
  left: (time) => `quedan ${time}`,
  progressOf: (name, percent) => `Análisis de ${name}, ${percent} por ciento`,
  withoutCode: "Estudio sin código de paciente",
};
