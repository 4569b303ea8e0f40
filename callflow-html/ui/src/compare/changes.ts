/** The functions that changed by themselves, largest first. Pure. */

import { LIBRARY } from "../model.ts";
import type { Functions } from "./model.ts";

/** How much a function changed by itself: in its own time, or in how long its calls were suspended. */
export function ownChange(f: Functions, row: number): number {
  const self = Math.abs(f.self.after[row] - f.self.before[row]);
  return Math.max(self, Math.abs(f.await.after[row] - f.await.before[row]));
}

/** The rows that changed at all, the library's own nodes left out. */
export function changedRows(f: Functions): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < f.length; row++) if ((f.flags[row] & LIBRARY) === 0 && ownChange(f, row) > 0) rows.push(row);
  rows.sort((a, b) => ownChange(f, b) - ownChange(f, a) || a - b);
  return Int32Array.from(rows);
}

/** The change after the selected one, or before it; from nowhere the first, or the last. −1 without any. */
export function nextChange(rows: Int32Array, selected: number, step: 1 | -1): number {
  if (rows.length === 0) return -1;
  const at = rows.indexOf(selected);
  if (at < 0) return step > 0 ? rows[0] : rows[rows.length - 1];
  return rows[(at + step + rows.length) % rows.length];
}
