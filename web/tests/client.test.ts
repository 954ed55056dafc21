import { afterEach, expect, test, vi } from "vitest";
import { address, api } from "../src/api/client";
import { ApiError, problemIn, Unreachable } from "../src/api/errors";
import { outage, reached } from "../src/state/connection";
import { sessionIsOver } from "../src/state/session-end";
import { wordsOf } from "../src/texts/problem";

const answer = (status: number, body: unknown): void => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(body), { status })));
};

afterEach(() => {
  vi.unstubAllGlobals();
  sessionIsOver.value = false;
  reached();
});

test("empty values of a query are left out", () => {
  expect(address("/studies", { q: "NI 42", status: "", side: null, page: 2 })).toBe("/api/studies?q=NI+42&page=2");
});

test("an error of the server keeps its code, words and reference", async () => {
  answer(409, { error: { code: "unknown-code", problem: "Two tabs", remedy: "Reload", reference: "8f31c2" } });
  const error: unknown = await api.get("/studies").catch((failure: unknown) => failure);
  expect(error).toBeInstanceOf(ApiError);
  expect(wordsOf(error)).toMatchObject({ text: "Two tabs", remedy: "Reload", reference: "8f31c2" });
});

test("an answer in no known shape is named by its status", () => {
  expect(problemIn(502, null).code).toBe("http-502");
});

test("a session that ended asks for the password again; a wrong password does not", async () => {
  answer(401, { error: { code: "wrong-password", problem: "Wrong" } });
  await api.post("/session", {}).catch(() => undefined);
  expect(sessionIsOver.value).toBe(false);
  await api.get("/studies").catch(() => undefined);
  expect(sessionIsOver.value).toBe(true);
});

test("no answer is an outage, and any answer ends it", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
  await expect(api.get("/studies")).rejects.toBeInstanceOf(Unreachable);
  expect(outage.value).not.toBeNull();
  answer(404, { error: { code: "not-found", problem: "No" } });
  await api.get("/studies").catch(() => undefined);
  expect(outage.value).toBeNull();
});
