/** Who is signed in. */
import { signal } from "@preact/signals";
import { api } from "../api/client";
import { ApiError } from "../api/errors";
import type { User } from "../api/types";
import { language } from "./language";
import { sessionIsOver } from "./session-end";
import { theme } from "./theme";

export const user = signal<User | null>(null);

/** Takes the signed-in person, and with them their language and theme. */
export function signedIn(person: User): void {
  user.value = person;
  sessionIsOver.value = false;
  language.value = person.language;
  theme.value = person.theme;
}

/** Asks the server who is signed in; nobody is no error. */
export async function findUser(): Promise<User | null> {
  try {
    const person = await api.get<User>("/session");
    signedIn(person);
    return person;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

export async function signIn(name: string, password: string): Promise<User> {
  const person = await api.post<User>("/session", { name, password });
  signedIn(person);
  return person;
}

/** Ends the session here and on the server. The page is loaded anew, so that nothing of the person stays in memory. */
export async function signOut(): Promise<void> {
  await api.delete("/session");
  window.location.assign("/sign-in");
}
