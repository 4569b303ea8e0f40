/** Differences as people read them: the same text as the library prints. */

import { format } from "../format.ts";
import { elided } from "../surface.ts";
import type { Ranges } from "./model.ts";

/** `+19.5 ms`, `−58.8 ms`, `0 ns`. */
export function difference(before: number, after: number): string {
  return after > before ? `+${format.duration(after - before)}` : format.duration(after - before);
}

/** `+3`, `−80`, `0`. */
export function countDifference(before: number, after: number): string {
  if (after === before) return "0";
  return `${after > before ? "+" : "−"}${format.count(Math.abs(after - before))}`;
}

/** `before → after`, or one of them where they are the same. */
export function arrow(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`;
}

/** Characters of a label that there is room for. */
const LABEL = 48;

/** A side's label, its middle left out: what tells two of them apart is often their end. */
export const shortLabel = (label: string): string => elided(label, LABEL, () => 1, "middle").text;

/** A change in percent of what was before: `−67.0 %`, `+605 %`; of nothing `–`. */
export const changePercent = (before: number, after: number): string => partOf(before, after - before);

/** Where a change lies, in percent of what was before: `−65.0 % to −61.2 %`; `–` where that is not known. */
export function rangePercent({ from, to }: Ranges, row: number, before: number): string {
  if (before === 0 || !(from[row] <= to[row])) return "–";
  return `${partOf(before, from[row])} to ${partOf(before, to[row])}`;
}

function partOf(before: number, change: number): string {
  if (before === 0) return "–";
  // Where runs differ much, an interval may be wider than their median; no time is less than nothing.
  const percent = Math.max(-100, (100 * change) / before);
  const size = Math.abs(percent);
  if (size < 0.05) return "0.0 %";
  const text = size >= 9_999.5 ? size.toExponential(1).replace("+", "") : size.toFixed(size >= 99.95 ? 0 : 1);
  return `${percent < 0 ? "−" : "+"}${text} %`;
}
