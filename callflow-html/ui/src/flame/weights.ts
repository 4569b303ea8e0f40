/**
 * What the boxes of a flame graph are worth. Widths must add up, and not every number of a recording does: wall time of
 * what runs side by side would be drawn one after the other. Such a basis is refused, in words.
 */
import { ASYNC, LIBRARY, type FunctionTable, type PathTable } from "../model.ts";
import type { Basis } from "../hash.ts";

export interface Weighing {
  /** Per path, without what stands below it. Empty if refused. */
  readonly weight: Float64Array;
  /** Why there is nothing to draw; empty if there is. */
  readonly refused: string;
}

/** Clocks are read at different moments for parent and child; a difference this small is no overlap. */
const SLACK = 1e-6;

export function weigh(paths: PathTable, functions: FunctionTable, basis: Basis): Weighing {
  switch (basis) {
    case "self":
    case "active":
      // Active time of a path with all below it is the sum of their self times: both draw the same graph.
      return { weight: paths.self, refused: "" };
    case "calls":
      return { weight: paths.calls, refused: "" };
    case "total":
      return apart(paths, functions, "Wall time", (path) => paths.total[path]);
    case "await":
      return apart(paths, functions, "Await time", (path) => paths.total[path] - paths.active[path]);
  }
}

function refusal(what: string, why: string): Weighing {
  return {
    weight: new Float64Array(0),
    refused: `${what} does not add up here: ${why}. Side by side is not one after the other, so widths would mean nothing; the timeline shows it as it was.`,
  };
}

/** Takes what is below off each path, where that is possible. */
function apart(paths: PathTable, functions: FunctionTable, what: string, of: (path: number) => number): Weighing {
  const below = new Float64Array(paths.length);
  const weight = new Float64Array(paths.length);
  const named = (path: number): string => functions.short[paths.fn[path]] ?? "";
  for (let path = paths.length - 1; path >= 0; path--) {
    const fn = paths.fn[path];
    if (paths.detached[path] === 1) return refusal(what, `“${named(path)}” ran away from its caller`);
    if ((functions.flags[fn] & LIBRARY) !== 0)
      return refusal(what, `“${named(path)}” waited for several calls at once`);
    const isAsync = (functions.flags[fn] & ASYNC) !== 0;
    if (isAsync && paths.parent[path] >= 0 && functions.maxConcurrent[fn] > 1) {
      return refusal(what, `“${named(path)}” ran up to ${functions.maxConcurrent[fn]} times at once`);
    }
    const whole = of(path);
    let own = whole - below[path];
    if (own < 0) {
      // A sync function does not await; it hands on what was awaited below it.
      const mayHandOn = !isAsync && what === "Await time";
      if (!mayHandOn && -own > SLACK * below[path])
        return refusal(what, `calls below “${named(path)}” overlap in time`);
      own = 0;
    }
    weight[path] = own;
    const parent = paths.parent[path];
    if (parent >= 0) below[parent] = below[parent] + Math.max(whole, below[path]);
  }
  return { weight, refused: "" };
}
