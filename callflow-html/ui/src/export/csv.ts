/** The table of functions for spreadsheets. */

import type { Recording } from "../model.ts";
import type { Sums } from "../picture.ts";

/**
 * A cell that no spreadsheet takes for a formula. What begins like one gets an apostrophe before it, which they show as
 * plain text; quotes around it, as RFC 4180 has them, where it holds what would end it.
 */
export function cell(value: string | number): string {
  if (typeof value === "number") return String(value);
  const inert = /^[\s\u0000]*[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export function csv(heads: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [heads.map(cell).join(",")];
  for (const row of rows) lines.push(row.map(cell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

/** Every function; times in nanoseconds. */
export function functionsCsv(recording: Recording, sums: Sums): string {
  const { functions: f } = recording;
  const numbers = {
    calls: sums.calls,
    self_ns: sums.self,
    total_ns: sums.total,
    active_ns: sums.active,
    await_ns: sums.await,
    min_ns: f.min,
    mean_ns: f.mean,
    p50_ns: f.p50,
    p95_ns: f.p95,
    p99_ns: f.p99,
    max_ns: f.max,
    ok: f.ok,
    errors: f.error,
    panicked: f.panicked,
    cancelled: f.cancelled,
    in_flight: f.inFlight,
    never_polled: f.neverPolled,
    polls: f.polls,
    max_concurrent: f.maxConcurrent,
  };
  const columns = Object.values(numbers);
  const rows = function* (): Generator<readonly (string | number)[]> {
    for (let row = 0; row < f.length; row++)
      yield [f.name[row], f.module[row], f.file[row], f.line[row], ...columns.map((column) => column[row])];
  };
  return csv(["function", "module", "file", "line", ...Object.keys(numbers)], rows());
}
