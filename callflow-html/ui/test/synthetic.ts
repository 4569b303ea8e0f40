/** Call graphs made from a seed: the same seed gives the same graph, everywhere. */
export interface Synthetic {
  readonly names: readonly string[];
  readonly modules: readonly string[];
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Inclusive time by edge. */
  readonly time: Float64Array;
  readonly total: Float64Array;
  readonly self: Float64Array;
}

/** Numbers in 0..1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const VERBS = ["resolve", "fetch", "load", "compute", "apply", "validate", "encode", "decode", "render", "score", "flush"];
const NOUNS = ["order", "user", "price", "cart", "index", "row", "segment", "frame", "session", "coupon", "batch"];
const OWNERS = ["Pool", "Cache<Vec<u8>>", "Client<Arc<Inner>>", "Index", "Queue<Box<dyn Job>>", "", "", ""];
const MODULES = ["shop::orders", "shop::search::rank", "shop::db::query", "shop::net::http", "shop::util", "shop::tasks"];

/**
 * A program of `nodes` functions: a tree of calls, about half as many calls to functions that others call as well, most
 * of those to a few shared ones, and one recursion in a hundred.
 */
export function program(nodes: number, seed = 7): Synthetic {
  const next = random(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const names: string[] = [];
  const modules: string[] = [];
  for (let v = 0; v < nodes; v++) {
    const owner = OWNERS[below(OWNERS.length)];
    const name = `${VERBS[below(VERBS.length)]}_${NOUNS[below(NOUNS.length)]}`;
    names.push(v === 0 ? "main" : owner === "" ? name : `${owner}::${name}`);
    modules.push(v === 0 ? "shop" : MODULES[below(MODULES.length)]);
  }
  const depth = new Int32Array(nodes);
  const parent = new Int32Array(nodes).fill(-1);
  const edges = new Map<number, number>();
  const add = (a: number, b: number): void => {
    edges.set(a * nodes + b, 0);
  };
  for (let v = 1; v < nodes; v++) {
    // Callers are taken from among the earlier functions, rather the early ones: programs are broad, and some branches deep.
    let p = Math.floor(Math.pow(next(), 1.4) * v);
    if (depth[p] > 9) p = below(Math.min(v, 8));
    parent[v] = p;
    depth[v] = depth[p] + 1;
    add(p, v);
  }
  const shared = Array.from({ length: Math.max(1, Math.floor(nodes / 25)) }, () => below(nodes));
  for (let i = 0; i < nodes; i++) {
    const a = below(nodes);
    const b = next() < 0.6 ? shared[below(shared.length)] : below(nodes);
    if (depth[b] > depth[a] && b !== 0) add(a, b);
  }
  for (let i = 0; i < nodes / 100; i++) {
    const a = 1 + below(nodes - 1);
    if (nodes > 1) add(a, next() < 0.5 ? a : parent[a] > 0 ? parent[a] : a);
  }
  const self = Float64Array.from({ length: nodes }, () => Math.pow(next(), 4) * 1e7);
  const keys = [...edges.keys()];
  const from = Int32Array.from(keys, (k) => Math.floor(k / nodes));
  const to = Int32Array.from(keys, (k) => k % nodes);
  // Time flows from the deepest functions to their callers, in equal parts.
  const total = self.slice();
  const time = new Float64Array(keys.length);
  const callers = new Int32Array(nodes);
  for (let e = 0; e < keys.length; e++) if (depth[from[e]] < depth[to[e]]) callers[to[e]]++;
  const deepFirst = [...keys.keys()].sort((a, b) => depth[to[b]] - depth[to[a]]);
  for (const e of deepFirst) {
    if (depth[from[e]] >= depth[to[e]]) continue;
    time[e] = total[to[e]] / callers[to[e]];
    total[from[e]] += time[e];
  }
  return { names, modules, from, to, time, total, self };
}

/** The part of a graph whose nodes are `keep`, numbered in that order. */
export function part(g: Synthetic, keep: readonly number[]): { from: Int32Array; to: Int32Array } {
  const row = new Map(keep.map((v, i) => [v, i]));
  const from: number[] = [];
  const to: number[] = [];
  for (let e = 0; e < g.from.length; e++) {
    const a = row.get(g.from[e]);
    const b = row.get(g.to[e]);
    if (a === undefined || b === undefined) continue;
    from.push(a);
    to.push(b);
  }
  return { from: Int32Array.from(from), to: Int32Array.from(to) };
}

/** The `n` nodes with the most time, heaviest first. */
export function heaviest(g: Synthetic, n: number): number[] {
  return [...g.names.keys()].sort((a, b) => g.total[b] - g.total[a] || a - b).slice(0, n);
}
