import { grouped } from "./digraph.ts";
import type { EdgeTable, PathTable } from "../model.ts";

/** Busy time by where it was caused: what a function spawned counts for it too, however it ran. */
export interface Flow {
  /** By function: self time at and below its calls, counted once where it calls itself. */
  readonly node: Float64Array;
  /** By edge: self time at and below the calls of it. */
  readonly edge: Float64Array;
  /** By edge: 1 where most of its calls began away from their caller. */
  readonly detached: Uint8Array;
}

export function flow(paths: PathTable, edges: EdgeTable, functions: number): Flow {
  const rowOf = new Map<number, number>();
  for (let e = 0; e < edges.length; e++) rowOf.set(edges.from[e] * functions + edges.to[e], e);
  const below = Float64Array.from(paths.self);
  for (let i = paths.length - 1; i >= 0; i--) if (paths.parent[i] >= 0) below[paths.parent[i]] += below[i];
  const node = new Float64Array(functions);
  const edge = new Float64Array(edges.length);
  const calls = new Float64Array(edges.length);
  const away = new Float64Array(edges.length);
  const open = new Int32Array(functions);
  const openEdges = new Int32Array(edges.length);
  const edgeOf = new Int32Array(paths.length).fill(-1);
  const [start, children] = grouped(paths.length, paths.parent.map((parent, i) => (parent < 0 ? i : parent)));
  const next = start.slice(0, paths.length);
  const stack = new Int32Array(paths.length);
  const enter = (i: number): void => {
    const f = paths.fn[i];
    if (open[f]++ === 0) node[f] += below[i];
    if (paths.parent[i] < 0) return;
    const e = rowOf.get(paths.fn[paths.parent[i]] * functions + f);
    if (e === undefined) return;
    edgeOf[i] = e;
    if (openEdges[e]++ === 0) edge[e] += below[i];
    calls[e] += paths.calls[i];
    if (paths.detached[i] === 1) away[e] += paths.calls[i];
  };
  for (let root = 0; root < paths.length; root++) {
    if (paths.parent[root] >= 0) continue;
    let depth = 0;
    stack[depth++] = root;
    enter(root);
    while (depth > 0) {
      const i = stack[depth - 1];
      if (next[i] === start[i + 1]) {
        open[paths.fn[i]]--;
        if (edgeOf[i] >= 0) openEdges[edgeOf[i]]--;
        depth--;
        continue;
      }
      const child = children[next[i]++];
      // A root stands among its own children.
      if (child === i) continue;
      stack[depth++] = child;
      enter(child);
    }
  }
  return { node, edge, detached: Uint8Array.from(away, (count, e) => Number(2 * count > calls[e])) };
}
