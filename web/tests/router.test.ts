import { expect, test } from "vitest";
import { safeNext } from "../src/pages/sign-in";
import { match } from "../src/router";

test("a pattern gives the parts of an address that it names", () => {
  expect(match("/studies/:id/edit", "/studies/k7Qm/edit")).toEqual({ id: "k7Qm" });
  expect(match("/studies/:id", "/studies/k7Qm/")).toEqual({ id: "k7Qm" });
});

test("a pattern fits neither a shorter nor a longer address", () => {
  expect(match("/studies/:id", "/studies")).toBeNull();
  expect(match("/studies/:id", "/studies/")).toBeNull();
  expect(match("/studies/:id", "/studies/k7Qm/edit")).toBeNull();
});

test("a part is read back from its encoded form", () => {
  expect(match("/patients/:code", "/patients/A%20%2F%201")).toEqual({ code: "A / 1" });
});

test("after signing in one never lands on another host", () => {
  for (const next of ["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)", null]) {
    expect(safeNext(next)).toMatch(/^\/(?!\/)/);
    expect(safeNext(next)).not.toContain("evil");
  }
  expect(safeNext("/studies/k7Qm?v=2")).toBe("/studies/k7Qm?v=2");
});
