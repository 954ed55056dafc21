/** All pages. To add one: write `pages/<name>.tsx` with a default component, its title in the texts, and one line here. */
import type { ComponentType } from "preact";
import type { Texts } from "./texts/en";

export interface PageProps {
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
}

export interface Page {
  /** `:name` is a part of the address that the page gets in `params`. */
  path: string;
  title: keyof Texts["titles"];
  load: () => Promise<{ default: ComponentType<PageProps> }>;
  /** `app` has the bar and the foot line; `bare` is the whole window. */
  frame: "app" | "bare";
  /** Who may open it; the server decides, this only spares a useless visit. */
  who: "everyone" | "signed-in" | "administrator";
}

type Load = Page["load"];

const ours = (path: string, title: Page["title"], load: Load): Page => ({ path, title, load, frame: "app", who: "signed-in" });
const open = (path: string, title: Page["title"], load: Load): Page => ({ path, title, load, frame: "bare", who: "everyone" });
const admin = (path: string, title: Page["title"], load: Load): Page => ({ ...ours(path, title, load), who: "administrator" });

export const pages: readonly Page[] = [
  open("/sign-in", "signIn", () => import("./pages/sign-in")),
  open("/first-visit", "firstVisit", () => import("./pages/first-visit")),
  { ...open("/new-password", "newPassword", () => import("./pages/new-password")), who: "signed-in" },
  ours("/account", "account", () => import("./pages/account")),
  ours("/studies/:id/report", "report", () => import("./pages/report")),
  ours("/patients", "patients", () => import("./pages/patients")),
  ours("/patients/:code", "patient", () => import("./pages/patient")),
  open("/s/:token", "shared", () => import("./pages/shared")),
  ours("/upload", "upload", () => import("./pages/upload")),
  ours("/upload/:id", "upload", () => import("./pages/upload")),
  admin("/admin/users", "adminUsers", () => import("./pages/admin-users")),
  admin("/admin/models", "adminModels", () => import("./pages/admin-models")),
  admin("/admin/storage", "adminStorage", () => import("./pages/admin-storage")),
  admin("/admin/audit", "adminAudit", () => import("./pages/admin-audit")),
  ours("/", "workList", () => import("./pages/work-list")),
  ours("/studies/:id", "study", () => import("./pages/study")),
  ours("/studies/:id/edit", "studyEdit", () => import("./pages/study-edit")),
];
