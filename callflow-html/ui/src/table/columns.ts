/** The columns of the table of functions: what they hold, say and sort by. */

import { ASYNC, type FunctionTable } from "../model.ts";
import type { Sums } from "../picture.ts";
import type { App, Basis } from "../state.ts";
import { outcomeWords } from "../shell/outcomes.ts";
import type { Head } from "./windowed.tsx";

export interface Column extends Head {
  text(row: number): string;
  /** From 0 to 1, for a bar beside the number. */
  bar?(row: number): number;
  /** More about a cell, where the pointer rests on it. */
  hint?(row: number): string;
  /** Says nothing of the time range or the filters. */
  readonly isWhole?: boolean;
}

const NONE = "–";

/** Unsuccessful and unfinished calls. */
function failed(f: FunctionTable, row: number): number {
  return f.error[row] + f.panicked[row] + f.cancelled[row];
}

/** In the order in which they are missed: where the page is narrow, the last ones are out of sight. */
export function columnsOf(app: App, sums: Sums): readonly Column[] {
  const { functions: f } = app.recording;
  const { count, duration, percent, share } = app.format;
  const hasAsync = f.flags.some((flags) => (flags & ASYNC) !== 0);
  const isAsync = (row: number): boolean => (f.flags[row] & ASYNC) !== 0;
  const isPerCall = app.unit.value === "per-call";
  /** What a cell says, so that the table is sorted by what is seen. */
  const shown = (basis: Basis, row: number): number => {
    const value = sums[basis][row];
    return !isPerCall || basis === "calls" ? value : (sums.calls[row] > 0 ? value / sums.calls[row] : 0);
  };
  let busy = 0;
  let largest = 0;
  for (let row = 0; row < sums.self.length; row++) {
    busy += sums.self[row];
    largest = Math.max(largest, shown("self", row));
  }
  /** What is not known is not zero. */
  const isKnown = (basis: Basis, row: number): boolean =>
    !app.isUntimed(row) || (basis !== "self" && basis !== "calls" && sums[basis][row] > 0);
  const sum = (basis: Basis, title: string, help: string, onlyAsync = false): Column => ({
    key: basis,
    title,
    help,
    width: basis === "calls" ? 72 : 68,
    value: (row) => shown(basis, row),
    text: (row) =>
      (onlyAsync && !isAsync(row)) || !isKnown(basis, row) ? NONE : app.text(sums[basis][row], basis, sums.calls[row]),
  });
  const length = (key: "mean" | "min" | "p50" | "p95" | "p99" | "max", title: string, help: string): Column => ({
    key,
    title,
    help,
    width: 68,
    isWhole: true,
    value: (row) => f[key][row],
    text: (row) => (f.ok[row] + f.error[row] > 0 ? duration(f[key][row]) : NONE),
  });
  const columns: (Column | false)[] = [
    {
      key: "name",
      title: "Function",
      help: "By full name",
      width: 0,
      // Functions lie in the order of their names.
      value: (row) => row,
      text: (row) => f.short[row],
    },
    {
      ...sum("self", "Self", "Time in the function itself, its traced callees left out; the bar compares it with the largest"),
      width: 106,
      bar: (row) => share(shown("self", row), largest),
      hint: (row) => (isKnown("self", row) ? `${percent(share(sums.self[row], busy))} of all self time shown` : ""),
    },
    sum("total", "Total", "Time of the outermost calls, callees included"),
    hasAsync && sum("await", "Await", "The part of the total in which calls were suspended", true),
    sum("calls", "Calls", "Ended calls"),
    length("mean", "Mean", "Mean duration of the calls that ended ok or with an error"),
    length("p50", "p50", "Half of those calls took no longer"),
    length("p95", "p95", "95 % of those calls took no longer"),
    length("p99", "p99", "99 % of those calls took no longer"),
    {
      key: "failed",
      title: "Outcomes",
      help: "How calls ended, where not ok; sorted by the number of errors, panics and cancellations",
      width: 94,
      isText: true,
      isWhole: true,
      value: (row) => failed(f, row) + f.inFlight[row] / 1e9,
      text: (row) => (failed(f, row) + f.inFlight[row] + f.neverPolled[row] === 0 ? (f.ok[row] > 0 ? "ok" : NONE) : troubles(f, row)),
    },
    hasAsync && {
      key: "polls",
      title: "Polls",
      help: "Polls of all calls",
      width: 62,
      isWhole: true,
      value: (row) => f.polls[row],
      text: (row) => (isAsync(row) ? count(f.polls[row]) : NONE),
    },
    hasAsync && {
      key: "peak",
      title: "Peak",
      help: "Largest number of its calls in flight at one time",
      width: 50,
      isWhole: true,
      value: (row) => f.maxConcurrent[row],
      text: (row) => (isAsync(row) ? count(f.maxConcurrent[row]) : NONE),
    },
    hasAsync && sum("active", "Active", "The part of the total in which calls ran"),
    length("max", "Max", "The longest of those calls"),
  ];
  return columns.filter((column) => column !== false);
}

/** Outcomes without those that went well. */
function troubles(f: FunctionTable, row: number): string {
  return outcomeWords(f, row).replace(/^[\d\u00a0]+ ok(, )?/, "");
}
