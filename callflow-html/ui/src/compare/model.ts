/**
 * Two sides in columns: row `i` of a table is entry `i` of each of its columns. Times are nanoseconds.
 *
 * The reader may swap the sides; then `reversed` makes what is read first out of what was compared second, and
 * everything else on the page follows.
 */

import { Columns, named, record, type Wire, type WireTable } from "../island.ts";
import type { Named } from "../model.ts";

/** A column of each side. */
export interface Sided {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

export const enum Status { Both, New, Gone }
/** `Small` is a steady change below the floor: the library's verdict is that nothing changed that matters. */
export const enum Verdict { Unchanged, Less, More, Inconclusive, Small }

/** Where changes lie, in nanoseconds; one of which that is not known begins after its end. */
export interface Ranges {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** What is compared of a function. */
const MEASURES = ["total", "self", "active", "await", "mean", "p95", "calls"] as const;

/** Every function of either side. */
export interface Functions extends Named, Readonly<Record<(typeof MEASURES)[number], Sided>> {
  readonly status: Uint8Array;
  /** What can be said of the total time, and of the self time. */
  readonly verdict: Uint8Array;
  readonly ownVerdict: Uint8Array;
  /** Where the change of the total time lies, and that of the self time. */
  readonly interval: Ranges;
  readonly ownInterval: Ranges;
  /** What the verdicts rest on, in words. */
  readonly evidence: readonly string[];
  readonly ownEvidence: readonly string[];
  /** Counts other than calls that differ in every run: `errors 0 → 3, polls 10 → 40`. */
  readonly counts: readonly string[];
  /** How calls ended on both sides. */
  readonly endings: readonly string[];
  /** 1 where the calls differ in every run. */
  readonly callsDiffer: Uint8Array;
}

export interface Edges {
  readonly length: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly status: Uint8Array;
  readonly calls: Sided;
  readonly total: Sided;
}

/** The call paths of either side; parents stand before their children. */
export interface Paths {
  readonly length: number;
  readonly parent: Int32Array;
  readonly fn: Int32Array;
  readonly status: Uint8Array;
  /** 0 where a path of one side only went through other nodes of the library: it merely moved. */
  readonly counts: Uint8Array;
  readonly detached: { readonly before: Uint8Array; readonly after: Uint8Array };
  readonly calls: Sided;
  readonly self: Sided;
}

/** A sentence: words, and functions by their rows. */
export interface Sentence {
  readonly fn: number;
  readonly verdict: Verdict;
  readonly kind: string;
  readonly pieces: readonly (string | number)[];
}

/** What stands at the head of the page: pieces of a sentence by the element they go into, and the cards. */
export interface Worded {
  readonly headline: readonly (readonly [element: string, text: string])[];
  readonly cards: readonly (readonly [tone: string, [value: string, detail: string]])[];
}

type Pair<T> = readonly [T, T];

/** What the island and the page have alike. */
interface Told {
  readonly title: string;
  readonly labels: Pair<string>;
  readonly runs: Pair<number>;
  readonly verdict: Verdict;
  /** Of every interval, in percent. */
  readonly confidence: number;
  readonly causes: readonly Sentence[];
  readonly findings: readonly Sentence[];
  readonly worded: Pair<Worded>;
  /** As the library writes it for a pull request. */
  readonly markdown: string;
  readonly leftOut: string;
}

export interface Comparison extends Told {
  readonly wall: Pair<number>;
  readonly functions: Functions;
  readonly edges: Edges;
  readonly paths: Paths;
  /** The sides are swapped: what was compared first is read second. */
  readonly isReversed: boolean;
}

export interface WireComparison extends Told {
  readonly wall: Pair<Wire>;
  readonly functions: WireTable;
  readonly edges: WireTable;
  readonly paths: WireTable;
}

const sided = (columns: Columns, name: string): Sided => ({
  before: columns.numbers(`${name}Before`),
  after: columns.numbers(`${name}After`),
});

const ranges = (columns: Columns, name: string): Ranges => ({
  from: columns.numbers(`${name}From`),
  to: columns.numbers(`${name}To`),
});

/** The comparison of an island. Throws where the island is not whole. */
export function comparisonOf(wire: WireComparison, strings: readonly string[]): Comparison {
  const f = new Columns(wire.functions, strings);
  const e = new Columns(wire.edges, strings);
  const p = new Columns(wire.paths, strings);
  return {
    ...wire,
    wall: [Number(wire.wall[0]), Number(wire.wall[1])],
    isReversed: false,
    functions: {
      ...named(f),
      status: f.bytes("status"),
      verdict: f.bytes("verdict"),
      ownVerdict: f.bytes("ownVerdict"),
      interval: ranges(f, "interval"),
      ownInterval: ranges(f, "ownInterval"),
      evidence: f.texts("evidence"),
      ownEvidence: f.texts("ownEvidence"),
      counts: f.texts("counts"),
      endings: f.texts("endings"),
      callsDiffer: f.bytes("callsDiffer"),
      ...record(MEASURES, (name) => sided(f, name)),
    },
    edges: {
      length: e.rows,
      from: e.places("from"),
      to: e.places("to"),
      status: e.bytes("status"),
      calls: sided(e, "calls"),
      total: sided(e, "total"),
    },
    paths: {
      length: p.rows,
      parent: p.places("parent"),
      fn: p.places("fn"),
      status: p.bytes("status"),
      counts: p.bytes("counts"),
      detached: { before: p.bytes("detachedBefore"), after: p.bytes("detachedAfter") },
      calls: sided(p, "calls"),
      self: sided(p, "self"),
    },
  };
}

const turned = <T>({ before, after }: { readonly before: T; readonly after: T }): { before: T; after: T } => ({
  before: after,
  after: before,
});
/** What was so much more is so much less. */
function mirroredRanges({ from, to }: Ranges): Ranges {
  const isKnown = (row: number): boolean => from[row] <= to[row];
  return { from: from.map((end, row) => (isKnown(row) ? -to[row] : end)), to: to.map((end, row) => (isKnown(row) ? -from[row] : end)) };
}
const swapped = <T>([one, other]: Pair<T>): Pair<T> => [other, one];
/** New is gone and gone is new; more is less and less is more. Both pairs are the numbers 1 and 2. */
const mirrored = (column: Uint8Array): Uint8Array => column.map((value) => (value === 1 ? 2 : value === 2 ? 1 : value));

/** `errors 0 → 3, polls 10 → 40` read the other way round. */
export function turnedCounts(text: string): string {
  return text.replace(/([\d\s–]+) → ([\d\s–]+)/g, (_, before: string, after: string) => ` ${after.trim()} → ${before.trim()}`);
}

/** The same comparison with its sides swapped. */
export function reversed(c: Comparison): Comparison {
  const { functions: f, edges, paths } = c;
  return {
    ...c,
    isReversed: !c.isReversed,
    labels: swapped(c.labels),
    runs: swapped(c.runs),
    wall: swapped(c.wall),
    worded: swapped(c.worded),
    verdict: mirrored(Uint8Array.of(c.verdict))[0],
    functions: {
      ...f,
      status: mirrored(f.status),
      verdict: mirrored(f.verdict),
      ownVerdict: mirrored(f.ownVerdict),
      interval: mirroredRanges(f.interval),
      ownInterval: mirroredRanges(f.ownInterval),
      counts: f.counts.map(turnedCounts),
      endings: f.endings.map((text) => text.split(" → ").reverse().join(" → ")),
      ...record(MEASURES, (name) => turned(f[name])),
    },
    edges: { ...edges, status: mirrored(edges.status), calls: turned(edges.calls), total: turned(edges.total) },
    paths: {
      ...paths,
      status: mirrored(paths.status),
      detached: turned(paths.detached),
      calls: turned(paths.calls),
      self: turned(paths.self),
    },
  };
}
