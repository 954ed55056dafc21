import { beforeEach, expect, test } from "vitest";
import { language } from "../src/state/language";
import { day, duration, measured, number, percent, quantity, size } from "../src/texts/format";

beforeEach(() => {
  language.value = "en";
});

test("a value has a no-break space, its unit, and its interval in brackets", () => {
  expect(measured(24.84, "ml", { low: 21.5, high: 28.4 })).toBe("24.8\u00a0ml (21.5 to 28.4)");
});

test("a value without an interval never gets one", () => {
  expect(measured(24.84, "ml", { low: null, high: 28.4 })).toBe("24.8\u00a0ml");
});

test("Spanish writes a decimal comma", () => {
  language.value = "es";
  expect(measured(24.84, "ml", { low: 21.5, high: 28.4 })).toBe("24,8\u00a0ml (21,5 a 28,4)");
  expect(percent(0.36).replace(/\s/, " ")).toBe("36 %");
});

test("a day is written with its month as a word, in every time zone", () => {
  expect(day("2026-11-19")).toBe("Nov 19, 2026");
  language.value = "es";
  expect(day("2026-11-19")).toBe("19 nov 2026");
});

test("counts are grouped, sizes and durations have units", () => {
  expect(number(1204)).toBe("1,204");
  expect(percent(0.364)).toBe("36%");
  expect(size(0)).toBe("0\u00a0B");
  expect(size(2_690_000)).toBe("2.7\u00a0MB");
  expect(size(500_000_000_000)).toBe("500\u00a0GB");
  expect(duration(4.2)).toBe("4.2\u00a0s");
  expect(duration(130)).toBe("2\u00a0min");
  expect(quantity(3, "mm", 0)).toBe("3\u00a0mm");
});
