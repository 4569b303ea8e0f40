import type { EdgeTable } from "../model.ts";

/** What is drawn of a graph, as rows of its tables. */
export interface Reduced {
  /** Functions, heaviest first. */
  readonly nodes: Int32Array;
  readonly edges: Int32Array;
  /** Every function that could be drawn, heaviest first. */
  readonly all: Int32Array;
  /** The part of all self time that is spent in the functions drawn, from 0 to 1. */
  readonly share: number;
}

export interface Limits {
  /** Functions lighter than this part of the whole are left out, and edges lighter than a fifth of it. */
  readonly threshold: number;
  /** No more functions than this; what is not counted as one stands among those that weigh as much. */
  readonly top: number;
  isCounted(row: number): boolean;
  /** Functions that are drawn however light they are. */
  readonly always: readonly number[];
}

export interface Weighed {
  /** By function. Callers should weigh no less than their callees, or the drawing falls apart. */
  readonly weight: Float64Array;
  readonly calls: Float64Array;
  readonly self: Float64Array;
  /** What a weight is a part of. */
  readonly whole: number;
  readonly edges: EdgeTable;
  readonly edgeWeight: Float64Array;
}

/** The heaviest functions and the calls between them. Never nothing where there is something. */
export function reduce({ weight, calls, self, whole, edges, edgeWeight }: Weighed, limits: Limits): Reduced {
  const n = weight.length;
  const present: number[] = [];
  let time = 0;
  for (let v = 0; v < n; v++) {
    if (calls[v] > 0 || weight[v] > 0) present.push(v);
    time += self[v];
  }
  present.sort((a, b) => weight[b] - weight[a] || a - b);
  const least = limits.threshold * whole;
  const shown = new Uint8Array(n);
  const always = new Uint8Array(n);
  for (const v of limits.always) if (v >= 0 && v < n) always[v] = 1;
  const top = Math.max(1, limits.top);
  let count = 0;
  for (const v of present) {
    if (count >= top || (v !== present[0] && weight[v] < least)) break;
    shown[v] = 1;
    if (limits.isCounted(v)) count++;
  }
  const nodes = Int32Array.from(present.filter((v) => (shown[v] |= always[v]) === 1));
  let seen = 0;
  for (const v of nodes) seen += self[v];
  return {
    nodes,
    edges: kept(n, shown, always, edges, edgeWeight, least / 5),
    all: Int32Array.from(present),
    share: time > 0 ? seen / time : 1,
  };
}

/** Edges between functions that are shown: the heavy ones, those of `always`, and into each function the heaviest. */
function kept(
  n: number,
  shown: Uint8Array,
  always: Uint8Array,
  edges: EdgeTable,
  weight: Float64Array,
  least: number,
): Int32Array {
  const heaviest = new Int32Array(n).fill(-1);
  for (let e = 0; e < edges.length; e++) {
    const [from, to] = [edges.from[e], edges.to[e]];
    if (shown[from] === 0 || shown[to] === 0 || from === to) continue;
    if (heaviest[to] === -1 || weight[e] > weight[heaviest[to]]) heaviest[to] = e;
  }
  const rows: number[] = [];
  for (let e = 0; e < edges.length; e++) {
    const [from, to] = [edges.from[e], edges.to[e]];
    if (shown[from] === 0 || shown[to] === 0) continue;
    if (weight[e] >= least || heaviest[to] === e || always[from] === 1 || always[to] === 1) rows.push(e);
  }
  return Int32Array.from(rows);
}
