/** Which functions the two call graphs show. Pure. */

import type { Comparison } from "./model.ts";

/** Each side has half the width of a page, so fewer stay readable than on a page of their own. */
export const MOST = 80;

/**
 * Those that changed or took most by themselves, each with the callers on its heaviest path, so that what is drawn hangs
 * together; the heaviest first.
 */
export function graphRows({ functions: f, paths }: Comparison, most = MOST): Int32Array {
  const own = (path: number): number => Math.max(paths.self.before[path], paths.self.after[path]);
  const heaviest = new Int32Array(f.length).fill(-1);
  for (let path = 0; path < paths.length; path++) {
    const best = heaviest[paths.fn[path]];
    if (best < 0 || own(path) > own(best)) heaviest[paths.fn[path]] = path;
  }
  const weight = (row: number): number => {
    const { before, after } = f.self;
    return Math.abs(after[row] - before[row]) + Math.max(before[row], after[row]);
  };
  const time = (row: number): number => Math.max(f.total.before[row], f.total.after[row]);
  const order = Int32Array.from({ length: f.length }, (_, row) => row);
  order.sort((a, b) => weight(b) - weight(a) || time(b) - time(a) || a - b);
  // Which walk chose a function: one that an earlier walk chose has its callers already.
  const chosen = new Map<number, number>();
  for (const row of order) {
    if (chosen.size >= most) break;
    if (heaviest[row] < 0) chosen.set(row, row);
    for (let path = heaviest[row]; path >= 0 && chosen.size < most; path = paths.parent[path]) {
      const walk = chosen.get(paths.fn[path]);
      if (walk !== undefined && walk !== row) break;
      chosen.set(paths.fn[path], row);
    }
  }
  return Int32Array.from(chosen.keys()).sort((a, b) => time(b) - time(a) || a - b);
}
