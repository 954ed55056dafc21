/** Numbers, dates and sizes as people read them: a no-break space before the unit, the month as a word. */
import { language } from "../state/language";
import { t } from ".";

const NO_BREAK = "\u00a0";

/** What stands where a value has no interval: an interval is never made up. */
export interface Interval {
  low: number | null;
  high: number | null;
}

/** 1204 as "1,204" (en) or "1204" (es, by its rule of four digits); decimals are fixed. */
export function number(value: number, decimals = 0): string {
  return new Intl.NumberFormat(language.value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(value);
}

/** "24.8 ml". */
export function quantity(value: number, unit: string, decimals = 1): string {
  return `${number(value, decimals)}${NO_BREAK}${unit}`;
}

/** "21.5 to 28.4", or null where an end is missing. */
export function range({ low, high }: Interval, decimals = 1): string | null {
  return low === null || high === null ? null : `${number(low, decimals)} ${t().words.to} ${number(high, decimals)}`;
}

/** "24.8 ml (21.5 to 28.4)"; without an interval "24.8 ml". */
export function measured(value: number, unit: string, interval: Interval, decimals = 1): string {
  const ends = range(interval, decimals);
  return ends === null ? quantity(value, unit, decimals) : `${quantity(value, unit, decimals)} (${ends})`;
}

/** 0.36 as "36%" (en) or "36 %" (es). */
export function percent(fraction: number): string {
  return new Intl.NumberFormat(language.value, { style: "percent", maximumFractionDigits: 0 }).format(fraction);
}

/** A day ("2026-11-19") or a moment as "Nov 19, 2026" or "19 nov 2026". A day is read without a time zone. */
export function day(value: string): string {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const options: Intl.DateTimeFormatOptions = { year: "numeric", month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(language.value, whole ? { ...options, timeZone: "UTC" } : options).format(new Date(value));
}

/** A moment's time of day, "14:21", where the person sits. */
export function clock(value: string | Date, { seconds = false } = {}): string {
  const options: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  return new Intl.DateTimeFormat(language.value, seconds ? { ...options, second: "2-digit" } : options).format(new Date(value));
}

/** "Nov 19, 2026, 14:21". */
export function moment(value: string, precision: { seconds?: boolean } = {}): string {
  return `${day(value)}, ${clock(value, precision)}`;
}

/** Bytes as "2.7 MB"; the units of file managers (1 kB = 1000 bytes). */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  return quantity(value, units[power] ?? "B", power === 0 || value >= 100 ? 0 : 1);
}

/** Seconds as "4 s", from a minute on as "2 min". */
export function duration(seconds: number): string {
  return seconds < 60 ? quantity(seconds, "s", seconds < 10 && seconds % 1 !== 0 ? 1 : 0) : quantity(Math.round(seconds / 60), "min", 0);
}
