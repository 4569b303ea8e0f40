/**
 * What a page knows, in columns: row `i` of a table is entry `i` of each of its columns.
 *
 * Times are nanoseconds. A column of numbers is exact up to 2^53; what is larger is also in `exact` of its table, and
 * whoever prints or copies a number asks there first.
 */

/** Numbers above 2^53, by column and row. */
export type Exact = ReadonlyMap<string, ReadonlyMap<number, bigint>>;

/** The function is a future. */
export const ASYNC = 1;
/** The node is one of the library's own, no function of the program. */
export const LIBRARY = 2;
/** A returned `Err` is seen as an error. */
export const ERRORS_OBSERVED = 4;

/** What is known of functions whatever was measured. */
export interface Named {
  readonly length: number;
  /** Full names. */
  readonly name: readonly string[];
  /** Names for where room is scarce: `Type::method`. */
  readonly short: readonly string[];
  /** Module paths; empty for the library's own nodes. */
  readonly module: readonly string[];
  readonly file: readonly string[];
  /** From 1; 0 where there is none. */
  readonly line: Float64Array;
  readonly flags: Uint8Array;
}

/** Every function of a recording. */
export interface FunctionTable extends Named {
  readonly calls: Float64Array;
  readonly ok: Float64Array;
  readonly error: Float64Array;
  readonly panicked: Float64Array;
  readonly cancelled: Float64Array;
  readonly inFlight: Float64Array;
  readonly neverPolled: Float64Array;
  readonly polls: Float64Array;
  readonly total: Float64Array;
  readonly active: Float64Array;
  readonly self: Float64Array;
  readonly await: Float64Array;
  readonly min: Float64Array;
  readonly mean: Float64Array;
  readonly p50: Float64Array;
  readonly p95: Float64Array;
  readonly p99: Float64Array;
  readonly max: Float64Array;
  /** 0 for sync functions. */
  readonly maxConcurrent: Float64Array;
  /** The distribution of call durations: lower bounds and counts of the buckets that are not empty. */
  readonly histogram: readonly { readonly from: readonly number[]; readonly calls: readonly number[] }[];
  /** The arguments of the last calls that kept them. */
  readonly args: readonly (readonly string[])[];
  readonly exact: Exact;
}

/** Every call path that the page carries; parents stand before their children. */
export interface PathTable {
  readonly length: number;
  /** −1 below the scope. */
  readonly parent: Int32Array;
  /** A row of the function table. */
  readonly fn: Int32Array;
  /** 1 where the calls began away from their caller: spawned, or under an attached context. */
  readonly detached: Uint8Array;
  readonly calls: Float64Array;
  /** Calls that ended in an error, a panic or a cancellation. */
  readonly failed: Float64Array;
  readonly total: Float64Array;
  readonly active: Float64Array;
  readonly self: Float64Array;
  readonly exact: Exact;
}

/** Who called whom, over all paths. */
export interface EdgeTable {
  readonly length: number;
  /** Rows of the function table. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly calls: Float64Array;
  readonly total: Float64Array;
}

/** How a call of the timeline ended. */
export const enum Ended { InFlight, Ok, Error, Panicked, Cancelled }

/** The async calls that the timeline kept, in order of their start. */
export interface Timeline {
  readonly length: number;
  readonly fn: Int32Array;
  /** A row of the path table, or −1 where that path is not on the page. */
  readonly path: Int32Array;
  /** The call that spawned or awaits it; −1 without one on the page. */
  readonly parent: Int32Array;
  /** Its number among the children of a `gather_traced`; −1 for other calls. */
  readonly lane: Int32Array;
  /** Since the scope opened. */
  readonly start: Float64Array;
  /** Of a call in flight: the end of the recording. */
  readonly end: Float64Array;
  readonly ended: Uint8Array;
  /** Polls of call `i` are the slices from `sliceFrom[i]` up to `sliceFrom[i + 1]`. */
  readonly sliceFrom: Uint32Array;
  readonly sliceStart: Float64Array;
  readonly sliceEnd: Float64Array;
  readonly sliceThread: Float64Array;
  /** The number of tasks at work from each moment on. */
  readonly curveAt: Float64Array;
  readonly curveTasks: Float64Array;
}

/** What did not fit on the page, in words that the page shows. */
export interface LeftOut {
  readonly paths: string;
  readonly timeline: string;
}

/** One recording. */
export interface Recording {
  readonly title: string;
  /** The scope's wall time. */
  readonly wall: number;
  /** Σ of all self times. */
  readonly busy: number;
  readonly functions: FunctionTable;
  readonly paths: PathTable;
  readonly edges: EdgeTable;
  readonly timeline: Timeline;
  readonly leftOut: LeftOut;
}
