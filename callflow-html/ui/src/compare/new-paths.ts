/** The call paths that only one side has. Pure. */

import { Status, type Paths } from "./model.ts";

/** A path of one side, for itself and for all of that kind below it. */
export interface OneSided {
  readonly path: number;
  /** How many more of that kind lie below it. */
  readonly below: number;
}

/** The topmost paths of one status, those with the most self time at and below them first. */
export function oneSided(paths: Paths, status: Status.New | Status.Gone): readonly OneSided[] {
  const { before, after } = paths.self;
  // The topmost path of that kind at or above every path.
  const top = new Int32Array(paths.length).fill(-1);
  const within = new Int32Array(paths.length);
  const time = new Float64Array(paths.length);
  for (let path = 0; path < paths.length; path++) {
    const parent = paths.parent[path];
    const counts = paths.counts[path] === 1 && paths.status[path] === status;
    top[path] = parent >= 0 && top[parent] >= 0 ? top[parent] : counts ? path : -1;
    if (top[path] < 0) continue;
    if (counts) within[top[path]] += 1;
    time[top[path]] += Math.max(before[path], after[path]);
  }
  const tops = Array.from({ length: paths.length }, (_, path) => path).filter((path) => within[path] > 0);
  tops.sort((a, b) => time[b] - time[a] || a - b);
  return tops.map((path) => ({ path, below: within[path] - 1 }));
}

/** The functions on a path, from the root; of long ones the last few, after −1. */
export function chain(paths: Paths, path: number, most = 5): readonly number[] {
  const found: number[] = [];
  for (let at = path; at >= 0; at = paths.parent[at]) {
    if (found.length === most) return [-1, ...found.reverse()];
    found.push(paths.fn[at]);
  }
  return found.reverse();
}
