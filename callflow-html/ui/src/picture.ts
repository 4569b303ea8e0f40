/** What the views draw: a recording with the range, the filters and the folding of the page applied to it. */

import { childLists } from "./children.ts";
import { Ended, type EdgeTable, type Exact, type PathTable, type Recording } from "./model.ts";
import { isForeign } from "./origin.ts";

/** Sums by row of the function table. */
export interface Sums {
  readonly calls: Float64Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
  readonly active: Float64Array;
  readonly await: Float64Array;
}

export interface Picture {
  readonly paths: PathTable;
  /** For every path, the first row of the recording's path table that went into it. */
  readonly source: Int32Array;
  readonly functions: Sums;
  readonly edges: EdgeTable;
  /** The part of the busy time that is in it, from 0 to 1. */
  readonly share: number;
  /** What a reader must know about these numbers; empty where they are simply the recording's. */
  readonly note: string;
}

/** What the page lets through. */
export interface Filters {
  /** Only paths through this function; −1 for all. */
  readonly focus: number;
  /** Functions whose time counts for who called them. */
  readonly hidden: readonly number[];
  /** Only these modules, where there are any. */
  readonly onlyModules: readonly string[];
  readonly hiddenModules: readonly string[];
  readonly foldRecursion: boolean;
  readonly foldForeign: boolean;
}

export const NO_FILTERS: Filters = {
  focus: -1,
  hidden: [],
  onlyModules: [],
  hiddenModules: [],
  foldRecursion: false,
  foldForeign: false,
};

/** Nanoseconds since the scope opened. */
export type Range = readonly [number, number];

const NOTHING_MORE_EXACT: Exact = new Map();

interface Paths extends PathTable {
  readonly source: Int32Array;
}

export function pictureOf(recording: Recording, filters: Filters, range: Range | null): Picture {
  const isHidden = hiddenFunctions(recording, filters);
  const reshapes = isHidden !== null || filters.focus >= 0 || filters.foldRecursion;
  if (range === null && !reshapes) return whole(recording);
  const inRange = range === null ? withSource(recording.paths) : ranged(recording, range);
  const paths = reshapes ? reshaped(inRange, isHidden, filters) : inRange;
  const functions = sums(paths, recording);
  const notes: string[] = [];
  if (range !== null)
    notes.push("From the async calls that the timeline kept; sync functions count for the async function that called them.");
  if (recording.leftOut.paths !== "") notes.push("From the call paths that are on this page.");
  return {
    paths,
    source: paths.source,
    functions,
    edges: edges(paths, recording.functions.length),
    share: recording.busy > 0 ? Math.min(1, add(functions.self) / recording.busy) : 1,
    note: notes.join(" "),
  };
}

/** The recording as it is, with every function's exact sums, those of paths that are not on the page included. */
function whole(recording: Recording): Picture {
  const { calls, total, self, active, await: suspended } = recording.functions;
  return {
    paths: recording.paths,
    source: identity(recording.paths.length),
    functions: { calls, total, self, active, await: suspended },
    edges: recording.edges,
    share: 1,
    note: "",
  };
}

function identity(length: number): Int32Array {
  return Int32Array.from({ length }, (_, row) => row);
}

function withSource(paths: PathTable): Paths {
  return { ...paths, source: identity(paths.length) };
}

function add(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}

/** 1 for each function that is not to be seen; null where all are. */
function hiddenFunctions(recording: Recording, filters: Filters): Uint8Array | null {
  const { functions } = recording;
  const hidden = new Uint8Array(functions.length);
  for (const row of filters.hidden) hidden[row] = 1;
  const only = new Set(filters.onlyModules);
  const without = new Set(filters.hiddenModules);
  let some = false;
  for (let row = 0; row < functions.length; row++) {
    const module = functions.module[row];
    if (
      without.has(module) ||
      (only.size > 0 && !only.has(module)) ||
      (filters.foldForeign && isForeign(functions, row))
    )
      hidden[row] = 1;
    some ||= hidden[row] === 1;
  }
  return some ? hidden : null;
}

/** 1 for each function that the filters leave; null where they leave all. */
export function leftBy(recording: Recording, filters: Filters): Uint8Array | null {
  const { paths } = pictureOf(recording, filters, null);
  if (paths === recording.paths) return null;
  const left = new Uint8Array(recording.functions.length);
  for (const row of paths.fn) left[row] = 1;
  return left;
}

/** What to change about filters so that they no longer leave a function out. */
export function shownAgain({ functions }: Recording, filters: Filters, row: number): Partial<Filters> {
  const module = functions.module[row];
  const isElsewhere = filters.onlyModules.length > 0 && !filters.onlyModules.includes(module);
  const isFolded = filters.foldForeign && isForeign(functions, row);
  const isHidden = filters.hidden.includes(row) || filters.hiddenModules.includes(module) || isElsewhere || isFolded;
  if (!isHidden) return { focus: -1 };
  return {
    hidden: filters.hidden.filter((other) => other !== row),
    hiddenModules: filters.hiddenModules.filter((other) => other !== module),
    ...(isElsewhere ? { onlyModules: [] } : {}),
    ...(isFolded ? { foldForeign: false } : {}),
  };
}

/** Grows as rows are pushed; every column has the same length. */
class Builder {
  readonly parent: number[] = [];
  readonly fn: number[] = [];
  readonly detached: number[] = [];
  readonly calls: number[] = [];
  readonly failed: number[] = [];
  readonly total: number[] = [];
  readonly active: number[] = [];
  readonly self: number[] = [];
  readonly source: number[] = [];

  push(parent: number, fn: number, detached: number, source: number): number {
    this.parent.push(parent);
    this.fn.push(fn);
    this.detached.push(detached);
    this.source.push(source);
    for (const column of [this.calls, this.failed, this.total, this.active, this.self]) column.push(0);
    return this.parent.length - 1;
  }

  done(): Paths {
    return {
      length: this.parent.length,
      parent: Int32Array.from(this.parent),
      fn: Int32Array.from(this.fn),
      detached: Uint8Array.from(this.detached),
      calls: Float64Array.from(this.calls),
      failed: Float64Array.from(this.failed),
      total: Float64Array.from(this.total),
      active: Float64Array.from(this.active),
      self: Float64Array.from(this.self),
      source: Int32Array.from(this.source),
      exact: NOTHING_MORE_EXACT,
    };
  }
}

/** The first slice of a call that ends after `moment`. */
function firstAfter(ends: Float64Array, from: number, to: number, moment: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ends[middle] > moment) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The paths of the calls that were at work within a range, with the part of their time that lies in it. */
export function ranged(recording: Recording, [from, to]: Range): Paths {
  const { paths, timeline } = recording;
  const calls = new Float64Array(paths.length);
  const failed = new Float64Array(paths.length);
  const total = new Float64Array(paths.length);
  const active = new Float64Array(paths.length);
  const self = new Float64Array(paths.length);
  for (let call = 0; call < timeline.length && timeline.start[call] <= to; call++) {
    const path = timeline.path[call];
    if (path < 0 || timeline.end[call] < from) continue;
    calls[path] += 1;
    if (timeline.ended[call] > Ended.Ok && timeline.end[call] <= to) failed[path] += 1;
    total[path] += Math.min(to, timeline.end[call]) - Math.max(from, timeline.start[call]);
    const last = timeline.sliceFrom[call + 1];
    let ran = 0;
    for (let slice = firstAfter(timeline.sliceEnd, timeline.sliceFrom[call], last, from); slice < last; slice++) {
      if (timeline.sliceStart[slice] >= to) break;
      ran += Math.min(to, timeline.sliceEnd[slice]) - Math.max(from, timeline.sliceStart[slice]);
    }
    active[path] += ran;
    self[path] += ran;
    // What a call ran within a poll of another is no time of that one's own.
    const parent = timeline.parent[call];
    const above = parent < 0 ? -1 : timeline.path[parent];
    if (above >= 0 && paths.detached[path] === 0) self[above] -= ran;
  }
  // Functions between two async ones, of which the timeline knows nothing itself, carry what is below them.
  const has = new Uint8Array(paths.length);
  for (let path = paths.length - 1; path >= 0; path--) {
    if (self[path] < 0) self[path] = 0;
    if (calls[path] > 0) has[path] = 1;
    const parent = paths.parent[path];
    if (has[path] === 0 || parent < 0) continue;
    has[parent] = 1;
    if (calls[parent] === 0 && paths.detached[path] === 0) {
      total[parent] += total[path];
      active[parent] += active[path];
    }
  }
  const built = new Builder();
  const place = new Int32Array(paths.length).fill(-1);
  for (let path = 0; path < paths.length; path++) {
    if (has[path] === 0) continue;
    const parent = paths.parent[path] < 0 ? -1 : place[paths.parent[path]];
    const row = built.push(parent, paths.fn[path], paths.detached[path], path);
    place[path] = row;
    built.calls[row] = calls[path];
    built.failed[row] = failed[path];
    built.total[row] = total[path];
    built.active[row] = active[path];
    built.self[row] = self[path];
  }
  return built.done();
}

/**
 * Paths without the hidden functions, folded, and through the function in focus.
 *
 * What a hidden function spent counts for who called it; a hidden task, which nobody waited for, counts for nobody.
 * With recursion folded, a call of a function below itself counts for the outer one.
 */
function reshaped(paths: Paths, hidden: Uint8Array | null, filters: Filters): Paths {
  const { focus } = filters;
  const through = new Uint8Array(paths.length);
  const needed = new Uint8Array(paths.length);
  if (focus >= 0) {
    for (let path = 0; path < paths.length; path++) {
      const parent = paths.parent[path];
      if (paths.fn[path] === focus || (parent >= 0 && through[parent] === 1)) through[path] = needed[path] = 1;
    }
    for (let path = paths.length - 1; path >= 0; path--)
      if (needed[path] === 1 && paths.parent[path] >= 0) needed[paths.parent[path]] = 1;
  } else {
    through.fill(1);
    needed.fill(1);
  }

  const built = new Builder();
  const isAbove: boolean[] = [];
  const target = new Int32Array(paths.length).fill(-1);
  // 1 below a hidden path that was detached: the link to what is shown above is detached as well.
  const carried = new Uint8Array(paths.length);
  const places = new Map<string, number>();
  // The time of an inner call is within that of the outer one, however many calls of others lie between them.
  const inner = filters.foldRecursion ? innerPaths(paths, (path) => paths.fn[path]) : null;
  for (let path = 0; path < paths.length; path++) {
    if (needed[path] === 0) continue;
    const parent = paths.parent[path];
    const fn = paths.fn[path];
    const above = parent < 0 ? -1 : target[parent];
    const isHidden = hidden !== null && hidden[fn] === 1;
    const away = paths.detached[path] === 1 || (parent >= 0 && carried[parent] === 1) ? 1 : 0;
    if (isHidden) {
      target[path] = above;
      carried[path] = away;
      if (above >= 0 && away === 0 && through[path] === 1) built.self[above] += paths.self[path];
      continue;
    }
    let row = -1;
    if (filters.foldRecursion && away === 0) {
      let up = above;
      while (up >= 0 && built.fn[up] !== fn) up = built.detached[up] === 1 ? -1 : built.parent[up];
      row = up;
    }
    if (row < 0) {
      const key = `${above} ${fn} ${away}`;
      row = places.get(key) ?? -1;
      if (row < 0) {
        row = built.push(above, fn, above < 0 ? paths.detached[path] : away, path);
        places.set(key, row);
        isAbove.push(through[path] === 0);
      }
    }
    target[path] = row;
    built.calls[row] += paths.calls[path];
    built.failed[row] += paths.failed[path];
    if (through[path] === 1) {
      built.self[row] += paths.self[path];
      isAbove[row] = false;
    }
    if (inner === null || inner[path] === 0) {
      built.total[row] += paths.total[path];
      built.active[row] += paths.active[path];
    }
  }
  if (focus >= 0) onlyWhatPasses(built, isAbove);
  return built.done();
}

/** Callers of the function in focus take as long as what they called of it, and what counts for them of hidden ones. */
function onlyWhatPasses(built: Builder, isAbove: readonly boolean[]): void {
  const total = new Float64Array(isAbove.length);
  const active = new Float64Array(isAbove.length);
  for (let row = isAbove.length - 1; row >= 0; row--) {
    if (isAbove[row]) {
      built.total[row] = Math.min(built.total[row], total[row] + built.self[row]);
      built.active[row] = Math.min(built.active[row], active[row] + built.self[row]);
    }
    const parent = built.parent[row];
    if (parent < 0 || built.detached[row] === 1) continue;
    total[parent] += built.total[row];
    active[parent] += built.active[row];
  }
}

/**
 * 1 for each path that meets its own key on the way up before a detached link: its time is within that of another
 * path with the same key. A key below 0 is none.
 */
export function innerPaths(paths: PathTable, key: (path: number) => number): Uint8Array {
  const inner = new Uint8Array(paths.length);
  const { first, next } = childLists(paths.parent);
  // How often a key is open between the walk's place and the nearest detached link, a count for each such stretch.
  const stretches: Map<number, number>[] = [];
  for (let root = 0; root < paths.length; root++) {
    if (paths.parent[root] >= 0) continue;
    let at = root;
    let entering = true;
    while (true) {
      const startsStretch = at === root || paths.detached[at] === 1;
      const itsKey = key(at);
      if (entering) {
        if (startsStretch) stretches.push(new Map());
        const open = stretches[stretches.length - 1];
        if (itsKey >= 0) {
          const count = open.get(itsKey) ?? 0;
          if (count > 0) inner[at] = 1;
          open.set(itsKey, count + 1);
        }
        if (first[at] >= 0) {
          at = first[at];
          continue;
        }
      }
      const open = stretches[stretches.length - 1];
      if (itsKey >= 0) open.set(itsKey, (open.get(itsKey) ?? 1) - 1);
      if (startsStretch) stretches.pop();
      if (at === root) break;
      entering = next[at] >= 0;
      at = entering ? next[at] : paths.parent[at];
    }
  }
  return inner;
}

function sums(paths: PathTable, recording: Recording): Sums {
  const { length, flags } = recording.functions;
  const calls = new Float64Array(length);
  const total = new Float64Array(length);
  const self = new Float64Array(length);
  const active = new Float64Array(length);
  const suspended = new Float64Array(length);
  const inner = innerPaths(paths, (path) => paths.fn[path]);
  for (let path = 0; path < paths.length; path++) {
    const fn = paths.fn[path];
    calls[fn] += paths.calls[path];
    self[fn] += paths.self[path];
    if (inner[path] === 1) continue;
    total[fn] += paths.total[path];
    active[fn] += paths.active[path];
    if ((flags[fn] & 1) === 1) suspended[fn] += Math.max(0, paths.total[path] - paths.active[path]);
  }
  return { calls, total, self, active, await: suspended };
}

function edges(paths: PathTable, functions: number): EdgeTable {
  const pair = (path: number): number =>
    paths.parent[path] < 0 ? -1 : paths.fn[paths.parent[path]] * functions + paths.fn[path];
  const inner = innerPaths(paths, (path) => (paths.detached[path] === 1 ? -1 : pair(path)));
  const sums = new Map<number, { calls: number; total: number }>();
  for (let path = 0; path < paths.length; path++) {
    const key = pair(path);
    if (key < 0) continue;
    const sum = sums.get(key) ?? { calls: 0, total: 0 };
    sum.calls += paths.calls[path];
    if (inner[path] === 0) sum.total += paths.total[path];
    sums.set(key, sum);
  }
  const keys = [...sums.keys()].sort((a, b) => a - b);
  return {
    length: keys.length,
    from: Int32Array.from(keys, (key) => Math.floor(key / functions)),
    to: Int32Array.from(keys, (key) => key % functions),
    calls: Float64Array.from(keys, (key) => sums.get(key)!.calls),
    total: Float64Array.from(keys, (key) => sums.get(key)!.total),
  };
}
