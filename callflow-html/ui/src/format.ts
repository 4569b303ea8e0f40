/** Numbers as people read them: the same text as the library prints. */

/** Digits after the point as Rust prints them: what lies exactly between two is rounded to the even one. */
function fixed(value: number, decimals: number): string {
  const scaled = value * 10 ** decimals;
  const isTie = Number.isInteger(value * 2 ** (decimals + 1)) && scaled % 1 === 0.5;
  if (!isTie) return value.toFixed(decimals);
  const floor = Math.floor(scaled);
  return ((floor % 2 === 0 ? floor : floor + 1) / 10 ** decimals).toFixed(decimals);
}

const UNITS = ["µs", "ms", "s"] as const;

/** A duration from nanoseconds: `41.3 ms`; three digits, never a thousand of one unit. */
export function duration(nanos: number): string {
  if (nanos < 0) return `−${duration(-nanos)}`;
  if (nanos < 1_000) return `${Number.isInteger(nanos) ? nanos : fixed(nanos, nanos < 99.95 ? 1 : 0)} ns`;
  let value = nanos;
  let unit: string = "ns";
  for (const next of UNITS) {
    if (value < 999.5) break;
    value /= 1_000;
    unit = next;
  }
  return `${fixed(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${unit}`;
}

/** A count with a space at its thousands: `12 345`. Not broken across lines. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
}

/** `1 call`, `12 345 calls`. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** A share from 0 to 1 in percent: `41.0 %`; `<0.1 %` where it would look like nothing but is something. */
export function percent(share: number): string {
  const value = 100 * share;
  return value > 0 && value < 0.05 ? "<0.1 %" : `${fixed(value, 1)} %`;
}

/** `part` of `whole`, from 0 to 1; 0 of nothing. */
export function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

/** Nanoseconds to the last digit, with the unit, for copying: `12 345 678 ns` without the spaces. */
export function exactNanos(nanos: number | bigint): string {
  return `${typeof nanos === "bigint" ? nanos : Math.round(nanos)} ns`;
}

const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** `text` with what cannot be seen, or turns the direction of text, replaced by a mark; for canvas and SVG text. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, "\ufffd");
}

/** `text` cut to `most` characters in its middle: beginning and end tell names apart. */
export function elide(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most < 2) return "…".slice(0, most);
  const end = Math.floor((most - 1) / 2);
  let head = text.slice(0, most - 1 - end);
  let tail = end > 0 ? text.slice(-end) : "";
  // Never half of a character beyond the basic plane.
  if (/[\ud800-\udbff]$/.test(head)) head = head.slice(0, -1);
  if (/^[\udc00-\udfff]/.test(tail)) tail = tail.slice(1);
  return `${head}…${tail}`;
}

export const format = { duration, count, counted, percent, share, exactNanos, visible, elide };
export type Format = typeof format;
