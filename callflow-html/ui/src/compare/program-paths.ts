/**
 * The call paths without the library's own nodes. Pure.
 *
 * Running calls in `gather_traced` puts its nodes above them. To the program they are the same calls in the same place, so
 * their times before and after belong into one box.
 */

import { LIBRARY } from "../model.ts";
import { Status, type Comparison } from "./model.ts";

/** Parents stand before their children. */
export interface ProgramPaths {
  readonly length: number;
  readonly parent: Int32Array;
  readonly fn: Int32Array;
  /** 1 where the side has the path. */
  readonly onBefore: Uint8Array;
  readonly onAfter: Uint8Array;
  /** Self time; that of the library's nodes counts as their callers'. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly callsBefore: Float64Array;
  readonly callsAfter: Float64Array;
}

export function programPaths({ functions: f, paths }: Comparison): ProgramPaths {
  const known = new Map<number, number>();
  const place = new Int32Array(paths.length);
  const parent: number[] = [];
  const fn: number[] = [];
  const onBefore = new Uint8Array(paths.length);
  const onAfter = new Uint8Array(paths.length);
  const sums = Array.from({ length: 4 }, () => new Float64Array(paths.length));
  for (let path = 0; path < paths.length; path++) {
    const above = paths.parent[path] < 0 ? -1 : place[paths.parent[path]];
    const isFolded = (f.flags[paths.fn[path]] & LIBRARY) !== 0 && above >= 0;
    let at = above;
    if (!isFolded) {
      const key = (above + 1) * f.length + paths.fn[path];
      at = known.get(key) ?? -1;
      if (at < 0) {
        known.set(key, (at = parent.length));
        parent.push(above);
        fn.push(paths.fn[path]);
      }
      if (paths.status[path] !== Status.New) onBefore[at] = 1;
      if (paths.status[path] !== Status.Gone) onAfter[at] = 1;
      sums[2][at] += paths.calls.before[path];
      sums[3][at] += paths.calls.after[path];
    }
    place[path] = at;
    sums[0][at] += paths.self.before[path];
    sums[1][at] += paths.self.after[path];
  }
  const length = parent.length;
  const [before, after, callsBefore, callsAfter] = sums.map((column) => column.subarray(0, length));
  return {
    length,
    parent: Int32Array.from(parent),
    fn: Int32Array.from(fn),
    onBefore: onBefore.subarray(0, length),
    onAfter: onAfter.subarray(0, length),
    before,
    after,
    callsBefore,
    callsAfter,
  };
}
