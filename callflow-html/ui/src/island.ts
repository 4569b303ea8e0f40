/**
 * Reads the data island that the library writes (callflow-html/src/island).
 *
 * A column is an array of integers, or one integer where every row has the same. A number above 2^53 is a string of
 * its digits. Columns of moments hold differences to the row before. Texts are places in the island's string table.
 */

import type { EdgeTable, Exact, FunctionTable, Named, PathTable, Recording, Timeline } from "./model.ts";

export type Kind = "graph" | "async" | "comparison";

export type Wire = number | string;
type Column = Wire | readonly Wire[];

export interface WireTable {
  readonly rows: number;
  readonly [column: string]: unknown;
}

export interface WireRecording {
  readonly title: string;
  readonly wall: Wire;
  readonly busy: Wire;
  readonly functions: WireTable;
  readonly paths: WireTable;
  readonly edges: WireTable;
  readonly timeline: WireTable & { readonly slices: WireTable; readonly curve: WireTable };
  readonly leftOut: { readonly paths: string; readonly timeline: string };
}

export interface Island {
  readonly kind: Kind;
  readonly strings: readonly string[];
  /** One recording, or the two sides of a comparison. */
  readonly recordings: readonly WireRecording[];
  /** What only a comparison has. */
  readonly comparison?: unknown;
}

const MAX = Number.MAX_SAFE_INTEGER;

/** Reads the columns of one table; keeps what a double cannot hold exactly. */
export class Columns {
  readonly exact = new Map<string, Map<number, bigint>>();
  readonly rows: number;

  constructor(
    private readonly table: WireTable,
    private readonly strings: readonly string[],
  ) {
    this.rows = table.rows;
  }

  private at(name: string): Column {
    const column = this.table[name];
    if (column === undefined) throw new Error(`the column “${name}” is missing`);
    if (Array.isArray(column) && column.length !== this.rows)
      throw new Error(`the column “${name}” has ${column.length} rows instead of ${this.rows}`);
    return column as Column;
  }

  private fill<T extends Float64Array | Int32Array | Uint32Array | Uint8Array>(name: string, into: T): T {
    const column = this.at(name);
    for (let row = 0; row < this.rows; row++) {
      const wire = Array.isArray(column) ? (column[row] as Wire) : (column as Wire);
      if (typeof wire === "string") this.keep(name, row, wire);
      into[row] = Number(wire);
    }
    return into;
  }

  private keep(name: string, row: number, digits: string): void {
    const rows = this.exact.get(name) ?? new Map<number, bigint>();
    rows.set(row, BigInt(digits));
    this.exact.set(name, rows);
  }

  numbers(name: string): Float64Array {
    return this.fill(name, new Float64Array(this.rows));
  }

  /** Several columns of numbers. */
  measures<Name extends string>(names: readonly Name[]): Readonly<Record<Name, Float64Array>> {
    return record(names, (name) => this.numbers(name));
  }

  places(name: string): Int32Array {
    return this.fill(name, new Int32Array(this.rows));
  }

  bytes(name: string): Uint8Array {
    return this.fill(name, new Uint8Array(this.rows));
  }

  /** Moments from their differences. */
  moments(name: string): Float64Array {
    const moments = this.fill(name, new Float64Array(this.rows));
    for (let row = 1; row < this.rows; row++) moments[row] += moments[row - 1];
    return moments;
  }

  texts(name: string): string[] {
    return Array.from(this.places(name), (place) => this.strings[place] ?? "");
  }

  /** What is no column of numbers. */
  other<T>(name: string): T {
    return this.at(name) as unknown as T;
  }
}

/** One value by each name. */
export function record<Name extends string, T>(names: readonly Name[], value: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, T>;
}

/** What every table of functions has. */
export function named(columns: Columns): Named {
  const name = columns.texts("name");
  // A short name is the end of the full one.
  const cut = columns.places("cut");
  return {
    length: columns.rows,
    name,
    short: name.map((full, row) => full.slice(cut[row]) || full || "(no name)"),
    module: columns.texts("module"),
    file: columns.texts("file"),
    line: columns.numbers("line"),
    flags: columns.bytes("flags"),
  };
}

/** The columns of numbers of a function. */
const MEASURES = [
  "calls",
  "ok",
  "error",
  "panicked",
  "cancelled",
  "inFlight",
  "neverPolled",
  "polls",
  "total",
  "active",
  "self",
  "await",
  "min",
  "mean",
  "p50",
  "p95",
  "p99",
  "max",
  "maxConcurrent",
] as const;

function functions(table: WireTable, strings: readonly string[]): FunctionTable {
  const columns = new Columns(table, strings);
  const histograms = columns.other<readonly (readonly Wire[])[]>("histogram");
  const args = columns.other<Readonly<Record<string, readonly number[]>>>("args");
  return {
    ...named(columns),
    ...columns.measures(MEASURES),
    histogram: histograms.map((pairs) => {
      const from: number[] = [];
      const calls: number[] = [];
      let edge = 0;
      for (let i = 0; i + 1 < pairs.length; i += 2) {
        edge += Number(pairs[i]);
        from.push(edge);
        calls.push(Number(pairs[i + 1]));
      }
      return { from, calls };
    }),
    args: Array.from({ length: columns.rows }, (_, row) => (args[row] ?? []).map((place) => strings[place] ?? "")),
    exact: columns.exact as Exact,
  };
}

function paths(table: WireTable, strings: readonly string[]): PathTable {
  const columns = new Columns(table, strings);
  return {
    length: columns.rows,
    parent: columns.places("parent"),
    fn: columns.places("fn"),
    detached: columns.bytes("detached"),
    ...columns.measures(["calls", "failed", "total", "active", "self"]),
    exact: columns.exact as Exact,
  };
}

function edges(table: WireTable, strings: readonly string[]): EdgeTable {
  const columns = new Columns(table, strings);
  return {
    length: columns.rows,
    from: columns.places("from"),
    to: columns.places("to"),
    ...columns.measures(["calls", "total"]),
  };
}

function timeline(table: WireRecording["timeline"], strings: readonly string[]): Timeline {
  const calls = new Columns(table, strings);
  const slices = new Columns(table.slices, strings);
  const curve = new Columns(table.curve, strings);
  const start = calls.moments("start");
  const length = calls.numbers("length");
  const polls = calls.places("polls");
  const sliceFrom = new Uint32Array(calls.rows + 1);
  for (let call = 0; call < calls.rows; call++) sliceFrom[call + 1] = sliceFrom[call] + polls[call];
  // A slice begins some time after the one before it in the same call ended, or after the call's start.
  const sliceStart = slices.numbers("after");
  const sliceEnd = slices.numbers("length");
  for (let call = 0; call < calls.rows; call++) {
    let now = start[call];
    for (let slice = sliceFrom[call]; slice < sliceFrom[call + 1]; slice++) {
      sliceStart[slice] += now;
      sliceEnd[slice] += sliceStart[slice];
      now = sliceEnd[slice];
    }
  }
  return {
    length: calls.rows,
    fn: calls.places("fn"),
    path: calls.places("path"),
    parent: calls.places("parent"),
    lane: calls.places("lane"),
    start,
    end: length.map((nanos, call) => start[call] + nanos),
    ended: calls.bytes("ended"),
    sliceFrom,
    sliceStart,
    sliceEnd,
    sliceThread: slices.numbers("thread"),
    curveAt: curve.moments("at"),
    curveTasks: curve.numbers("tasks"),
  };
}

/** One recording of an island. Throws where the island is not whole. */
export function recordingOf(wire: WireRecording, strings: readonly string[]): Recording {
  return {
    title: wire.title,
    wall: Number(wire.wall),
    busy: Number(wire.busy),
    functions: functions(wire.functions, strings),
    paths: paths(wire.paths, strings),
    edges: edges(wire.edges, strings),
    timeline: timeline(wire.timeline, strings),
    leftOut: wire.leftOut,
  };
}

/** A number of a table to its last digit. */
export function exactly(table: { readonly exact: Exact }, column: string, row: number, value: number): number | bigint {
  return value > MAX ? (table.exact.get(column)?.get(row) ?? value) : value;
}

/** Undoes base64 and deflate. */
async function unpacked(text: string): Promise<string> {
  if (typeof DecompressionStream === "undefined")
    throw new Error("this browser is too old to unpack the data (it has no DecompressionStream)");
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).text();
}

/** The JSON text of the page's island, and the island itself. */
export async function readIsland(element: Element): Promise<{ readonly text: string; readonly island: Island }> {
  const raw = element.textContent ?? "";
  const text = element.getAttribute("data-packed") === "deflate" ? await unpacked(raw.trim()) : raw;
  return { text, island: JSON.parse(text) as Island };
}
