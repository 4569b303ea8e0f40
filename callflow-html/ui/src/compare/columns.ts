/** The columns of the complete table: what they hold, say and sort by. */

import { ASYNC } from "../model.ts";
import type { Head } from "../table/windowed.tsx";
import { Status, type Comparison, type Sided } from "./model.ts";
import { hasExactChange } from "./changes.ts";
import type { Filter } from "./state.ts";
import { isJudged, SIGNS, TONES, toneOfSelf, toneOfTotal, WORDS, type Tone } from "./tone.ts";
import { arrow, changePercent, countDifference, difference, rangePercent } from "./words.ts";
import { format } from "../format.ts";

export interface Column extends Head {
  text(row: number): string;
  /** The tone that colours the cell. */
  tone?(row: number): Tone;
}

/** Pixels that a character of a number or of small letters needs, and what is around a text. */
const CHARACTER = 7.6;
const AROUND = 24;
/** More than this no column has, whatever it holds. */
const WIDEST = 560;

/** The pixels that the longest of the texts needs: numbers are never cut. */
const room = (texts: readonly string[], least: number): number =>
  Math.ceil(Math.min(WIDEST, texts.reduce((most, text) => Math.max(most, AROUND + CHARACTER * text.length), least)));
const largest = (column: Float64Array): number => column.reduce((most, value) => Math.max(most, value), 0);

export function columnsOf(comparison: Comparison): readonly Column[] {
  const { functions: f } = comparison;
  const hasAsync = f.flags.some((flags) => (flags & ASYNC) !== 0);
  const hasCounts = f.counts.some((text) => text !== "");
  const hasIntervals = f.interval.from.some((from, row) => from <= f.interval.to[row]);
  const side = (key: string, title: string, help: string, values: Sided, which: "before" | "after"): Column => ({
    key,
    title,
    help,
    width: 78,
    value: (row) => values[which][row],
    text: (row) => (f.status[row] === (which === "before" ? Status.New : Status.Gone) ? "–" : format.duration(values[which][row])),
  });
  /** Sorted by size, so that what changed most stands together whichever way it went. */
  const diff = (key: string, title: string, help: string, values: Sided, tone?: (row: number) => Tone): Column => ({
    key,
    title,
    help,
    width: 86,
    value: (row) => Math.abs(values.after[row] - values.before[row]),
    text: (row) => difference(values.before[row], values.after[row]),
    ...(tone && { tone }),
  });
  // Functions lie in the order of what changed most.
  let places: ReadonlyMap<string, number> | undefined;
  const alphabetic = (): ReadonlyMap<string, number> =>
    (places ??= new Map([...new Set(f.short)].sort().map((name, place) => [name, place])));
  const own = (row: number): boolean => isJudged(f, row);
  const total = (row: number): Tone => toneOfTotal(f, row);
  const columns: (Column | false)[] = [
    {
      key: "name",
      title: "Function",
      help: "By name",
      width: 0,
      value: (row) => alphabetic().get(f.short[row])!,
      text: (row) => f.short[row],
    },
    {
      key: "status",
      title: "Total status",
      help: "What can be said about the total time, or on which side alone it is",
      width: 116,
      isText: true,
      value: (row) => TONES.length - TONES.indexOf(total(row)),
      text: (row) => (own(row) ? `${SIGNS[total(row)]} ${WORDS[total(row)]}` : "–"),
      tone: total,
    },
    side("before", "A", "Total time before, callees included; the median of the runs", f.total, "before"),
    side("after", "B", "The same after", f.total, "after"),
    diff("diff", "\u0394 total", "B less A; sorted by size", f.total, total),
    {
      key: "percent",
      title: "\u0394 %",
      help: "The difference in percent of A; sorted with its sign",
      width: 76,
      value: (row) => (f.total.before[row] === 0 ? -Infinity : (f.total.after[row] - f.total.before[row]) / f.total.before[row]),
      text: (row) => changePercent(f.total.before[row], f.total.after[row]),
    },
    hasIntervals && {
      key: "interval",
      title: "Interval",
      help: `Where the change of the total time lies, in percent of A, with ${comparison.confidence} % confidence; sorted by its width`,
      width: 154,
      value: (row) => f.interval.to[row] - f.interval.from[row],
      text: (row) => (own(row) ? rangePercent(f.interval, row, f.total.before[row]) : "–"),
    },
    diff("self", "\u0394 self", "The difference of the time in the function itself; sorted by size", f.self, (row) => toneOfSelf(f, row)),
    hasAsync && {
      ...diff("await", "\u0394 await", "The difference of the time that calls were suspended; sorted by size", f.await),
      text: (row) => ((f.flags[row] & ASYNC) !== 0 ? difference(f.await.before[row], f.await.after[row]) : "–"),
    },
    {
      key: "calls",
      title: "Calls",
      help: "Ended calls; sorted by the size of the difference",
      width: room([arrow(format.count(largest(f.calls.before)), format.count(largest(f.calls.after)))], 104),
      value: (row) => Math.abs(f.calls.after[row] - f.calls.before[row]),
      text: (row) => arrow(format.count(f.calls.before[row]), format.count(f.calls.after[row])),
    },
    {
      key: "mean",
      title: "Per call",
      help: "Mean duration of a call; sorted by the size of the difference",
      width: 160,
      value: (row) => Math.abs(f.mean.after[row] - f.mean.before[row]),
      text: (row) =>
        f.status[row] === Status.New
          ? format.duration(f.mean.after[row])
          : f.status[row] === Status.Gone
            ? format.duration(f.mean.before[row])
            : arrow(format.duration(f.mean.before[row]), format.duration(f.mean.after[row])),
    },
    hasCounts && {
      key: "counts",
      title: "Exact counts",
      help: "Polls, outcomes and peaks that differ in every run: no test is needed",
      width: room(f.counts, 130),
      isText: true,
      value: (row) => (f.counts[row] === "" ? 0 : f.counts[row].split(", ").length),
      text: (row) => f.counts[row] || "–",
    },
    {
      key: "evidence",
      title: "Evidence",
      help: "What the status rests on, or why the runs do not tell",
      width: room(f.evidence, 130),
      isText: true,
      value: (row) => f.evidence[row].length,
      text: (row) => (own(row) ? f.evidence[row] : "–"),
    },
  ];
  return columns.filter((column) => column !== false);
}

/** Whether a row is one of those asked for; without any asked for it is. */
export function fits(comparison: Comparison, row: number, filters: ReadonlySet<Filter>): boolean {
  const { functions: f } = comparison;
  if (filters.size === 0) return true;
  if (filters.has("counts") && hasExactChange(comparison, row)) return true;
  // The library's own nodes are neither changed nor unchanged functions of the program.
  return isJudged(f, row) && filters.has(toneOfTotal(f, row));
}

/** Calls before and after with their difference, for the panel. */
export function callsText(values: Sided, row: number): string {
  const [before, after] = [values.before[row], values.after[row]];
  const text = arrow(format.count(before), format.count(after));
  return before === after ? text : `${text} (${countDifference(before, after)})`;
}
