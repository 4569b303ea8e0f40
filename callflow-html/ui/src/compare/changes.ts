/** The functions that changed by themselves, largest first. Pure. */

import { ASYNC } from "../model.ts";
import { Verdict, type Comparison, type Functions } from "./model.ts";
import { isJudged, toneOfSelf } from "./tone.ts";

/** How much a function changed by itself: in its own time, or in how long its calls were suspended. */
export function ownChange(f: Functions, row: number): number {
  const self = Math.abs(f.self.after[row] - f.self.before[row]);
  return Math.max(self, Math.abs(f.await.after[row] - f.await.before[row]));
}

/** A count differs in every run. */
export function hasExactChange({ functions: f }: Pick<Comparison, "functions">, row: number): boolean {
  return isJudged(f, row) && (f.callsDiffer[row] === 1 || f.counts[row] !== "");
}

/** Whether something is known of the function: by a verdict, by its being on one side only, or by exact counts. */
function isTold(f: Functions, row: number): boolean {
  if (!["small", "unsure", "same"].includes(toneOfSelf(f, row)) || hasExactChange({ functions: f }, row)) return true;
  // No test is about awaits alone; where they moved, the verdict of the total time is about them.
  const hasVerdict = f.verdict[row] === Verdict.Less || f.verdict[row] === Verdict.More;
  return hasVerdict && (f.flags[row] & ASYNC) !== 0 && f.await.before[row] !== f.await.after[row];
}

export interface Changed {
  /** Those of which it is known that they changed. */
  readonly told: Int32Array;
  /** Those whose numbers differ by less than the floor, within noise, or for all one can tell. */
  readonly rest: Int32Array;
}

/** The rows that differ at all, largest first, the library's own nodes left out. */
export function changedRows(f: Functions): Changed {
  const rows: number[] = [];
  for (let row = 0; row < f.length; row++)
    if (isJudged(f, row) && (ownChange(f, row) > 0 || isTold(f, row))) rows.push(row);
  rows.sort((a, b) => ownChange(f, b) - ownChange(f, a) || a - b);
  return {
    told: Int32Array.from(rows.filter((row) => isTold(f, row))),
    rest: Int32Array.from(rows.filter((row) => !isTold(f, row))),
  };
}

/** The change after the selected one, or before it; from nowhere the first, or the last. −1 without any. */
export function nextChange(rows: Int32Array, selected: number, step: 1 | -1): number {
  if (rows.length === 0) return -1;
  const at = rows.indexOf(selected);
  if (at < 0) return step > 0 ? rows[0] : rows[rows.length - 1];
  return rows[(at + step + rows.length) % rows.length];
}
