import type { Layers } from "./layers.ts";

/** Vertices by place (layer after layer), and the place of each vertex within its layer. */
export interface Order {
  readonly vertex: Int32Array;
  readonly place: Int32Array;
}

/** An order of every layer with few crossings of edges. The same graph gives the same order. */
export function ordered(layers: Layers): Order {
  const vertices = layers.pieces.nodes;
  const effort = effortFor(layers);
  const bench = workbench(layers);
  const best: Order = { vertex: new Int32Array(vertices), place: new Int32Array(vertices) };
  let fewest = Infinity;
  for (let start = 0; start < effort.starts && fewest > 0; start++) {
    const order = walked(layers, start);
    const mark = (): boolean => {
      const now = crossings(layers, order, bench);
      if (now >= fewest) return false;
      fewest = now;
      best.vertex.set(order.vertex);
      best.place.set(order.place);
      return true;
    };
    mark();
    for (let sweep = 1, idle = 0; sweep <= effort.sweeps && idle < 4; sweep++, idle++) {
      sort(layers, order, sweep, bench);
      for (let i = 0; i < effort.exchanges; i++) if (!exchange(layers, order, sweep % 2 === 0, bench)) break;
      if (mark()) idle = 0;
    }
    bench.settled.fill(0);
    for (let i = 0; i < effort.sifts && sift(layers, order, i % 2 === 1, bench); i++);
    mark();
  }
  return best;
}

/** How often each step is done. Rounds are counted, not timed: a drawing must not depend on how busy the machine is. */
function effortFor({ count, pieces, start }: Layers): { starts: number; sweeps: number; exchanges: number; sifts: number } {
  const size = pieces.nodes + pieces.edges;
  if (size < 800) return { starts: 8, sweeps: 4, exchanges: 1, sifts: 6 };
  if (size < 1_800) return { starts: 5, sweeps: 4, exchanges: 1, sifts: 6 };
  if (size < 5_000) return { starts: 3, sweeps: 6, exchanges: 1, sifts: 4 };
  // A sift looks at all pairs of a layer.
  let pairs = 0;
  for (let r = 0; r < count; r++) pairs += (start[r + 1] - start[r]) ** 2;
  if (size < 40_000) return { starts: 2, sweeps: 6, exchanges: 1, sifts: Math.min(2, Math.floor(4e7 / pairs)) };
  return { starts: 1, sweeps: 4, exchanges: 1, sifts: 0 };
}

/** How often edges cross between neighbouring layers. */
export function crossings(layers: Layers, order: Order, bench = workbench(layers)): number {
  let sum = 0;
  for (let r = 0; r + 1 < layers.count; r++) sum += between(layers, order, r, bench);
  return sum;
}

/** Room that every step uses anew. */
interface Workbench {
  readonly keys: Float64Array;
  readonly tree: Int32Array;
  /** Places of the neighbours of each vertex of a layer, in order. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly free: Int32Array;
  /** 1 for a layer that a further `sift` leaves as it is. */
  readonly settled: Uint8Array;
}

function workbench(layers: Layers): Workbench {
  let widest = 0;
  for (let r = 0; r < layers.count; r++) widest = Math.max(widest, layers.start[r + 1] - layers.start[r]);
  return {
    keys: new Float64Array(widest),
    tree: new Int32Array(widest + 1),
    before: new Int32Array(layers.pieces.edges),
    after: new Int32Array(layers.pieces.edges),
    free: new Int32Array(widest),
    settled: new Uint8Array(layers.count),
  };
}

/** Crossings between layers `r` and `r + 1`: inversions among the ends of its pieces, counted in a Fenwick tree. */
function between(layers: Layers, order: Order, r: number, bench: Workbench): number {
  const g = layers.pieces;
  const width = layers.start[r + 2] - layers.start[r + 1];
  const { tree, after } = bench;
  tree.fill(0, 0, width + 1);
  let seen = 0;
  let sum = 0;
  for (let i = layers.start[r]; i < layers.start[r + 1]; i++) {
    const v = order.vertex[i];
    const begin = g.outStart[v];
    const end = g.outStart[v + 1];
    for (let j = begin; j < end; j++) after[j] = order.place[g.to[g.out[j]]];
    insertionSort(after, begin, end);
    for (let j = begin; j < end; j++) {
      let notAfter = 0;
      for (let k = after[j] + 1; k > 0; k -= k & -k) notAfter += tree[k];
      sum += seen - notAfter;
    }
    for (let j = begin; j < end; j++) for (let k = after[j] + 1; k <= width; k += k & -k) tree[k]++;
    seen += end - begin;
  }
  return sum;
}

/** Neighbours are few; where they are many, they are in order already from the round before. */
function insertionSort(a: Int32Array, begin: number, end: number): void {
  if (end - begin > 64) {
    a.subarray(begin, end).sort();
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const x = a[i];
    let j = i - 1;
    while (j >= begin && a[j] > x) {
      a[j + 1] = a[j];
      j--;
    }
    a[j + 1] = x;
  }
}

/** One sweep: each layer sorted by where its neighbours in the layer before (or after) stand. */
function sort(layers: Layers, order: Order, sweep: number, bench: Workbench): void {
  const down = sweep % 2 === 1;
  // Medians leave fewer crossings, means move what medians hold fast: they take turns.
  const median = sweep % 4 < 2;
  const last = layers.count - 1;
  for (let i = 1; i <= last; i++) sortLayer(layers, order, down ? i : last - i, down, median, bench);
}

function sortLayer(layers: Layers, order: Order, r: number, down: boolean, median: boolean, bench: Workbench): void {
  const g = layers.pieces;
  const begin = layers.start[r];
  const end = layers.start[r + 1];
  const starts = down ? g.inStart : g.outStart;
  const { keys, free, before } = bench;
  let n = 0;
  for (let i = begin; i < end; i++) {
    const v = order.vertex[i];
    const from = starts[v];
    const to = starts[v + 1];
    if (from === to) continue; // Keeps its place: nothing pulls at it.
    let key = 0;
    for (let j = from; j < to; j++) before[j] = order.place[down ? g.from[g.in[j]] : g.to[g.out[j]]];
    if (median) {
      insertionSort(before, from, to);
      key = weightedMedian(before, from, to);
    } else {
      for (let j = from; j < to; j++) key += before[j];
      key /= to - from;
    }
    free[n] = i - begin;
    // Key and present place in one number: numbers sort without a callback, and equals keep their order.
    keys[n] = Math.round(key * 256) * 4_194_304 + (i - begin);
    n++;
  }
  const sorted = keys.subarray(0, n).sort();
  const was = order.vertex.slice(begin, end);
  for (let k = 0; k < n; k++) {
    const v = was[sorted[k] % 4_194_304];
    order.vertex[begin + free[k]] = v;
    order.place[v] = free[k];
  }
}

/** The median that leans to the side where places lie closer, as in Gansner et al., "Drawing directed graphs", 1993. */
function weightedMedian(a: Int32Array, from: number, to: number): number {
  const n = to - from;
  const middle = from + (n >> 1);
  if (n % 2 === 1) return a[middle];
  if (n === 2) return (a[from] + a[from + 1]) / 2;
  const left = a[middle - 1] - a[from];
  const right = a[to - 1] - a[middle];
  if (left + right === 0) return (a[middle - 1] + a[middle]) / 2;
  return (a[middle - 1] * right + a[middle] * left) / (left + right);
}

/** The places of the neighbours of each vertex of layer `r`, sorted, for `inversions`. */
function look(layers: Layers, order: Order, r: number, { before, after }: Workbench): void {
  const g = layers.pieces;
  for (let i = layers.start[r]; i < layers.start[r + 1]; i++) {
    const v = order.vertex[i];
    for (let j = g.inStart[v]; j < g.inStart[v + 1]; j++) before[j] = order.place[g.from[g.in[j]]];
    for (let j = g.outStart[v]; j < g.outStart[v + 1]; j++) after[j] = order.place[g.to[g.out[j]]];
    insertionSort(before, g.inStart[v], g.inStart[v + 1]);
    insertionSort(after, g.outStart[v], g.outStart[v + 1]);
  }
}

/** Swaps neighbours in each layer where that leaves fewer crossings, or as many. Says whether it took crossings away. */
function exchange(layers: Layers, order: Order, equals: boolean, bench: Workbench): boolean {
  const { inStart, outStart } = layers.pieces;
  let better = false;
  for (let r = 0; r < layers.count; r++) {
    look(layers, order, r, bench);
    const begin = layers.start[r];
    for (let i = begin; i + 1 < layers.start[r + 1]; i++) {
      const v = order.vertex[i];
      const w = order.vertex[i + 1];
      const gain = inversions(bench.before, inStart, v, w) + inversions(bench.after, outStart, v, w);
      if (gain < 0 || (gain === 0 && !equals)) continue;
      order.vertex[i] = w;
      order.vertex[i + 1] = v;
      order.place[w] = i - begin;
      order.place[v] = i + 1 - begin;
      if (gain > 0) better = true;
    }
  }
  return better;
}

/**
 * Takes every vertex out of its layer and puts it back where it crosses least: "sifting", after Matuszewski et al.,
 * "Using sifting for k-layer straightline crossing minimization", 1999. It sees over hills at which `exchange` stops.
 */
function sift(layers: Layers, order: Order, backwards: boolean, bench: Workbench): boolean {
  const { inStart, outStart } = layers.pieces;
  const { vertex, place } = order;
  let better = false;
  for (let k = 0; k < layers.count; k++) {
    const r = backwards ? layers.count - 1 - k : k;
    // Nothing moved here, nor since then beside it: nothing will.
    if (bench.settled[r] === 1) continue;
    bench.settled[r] = 1;
    look(layers, order, r, bench);
    const begin = layers.start[r];
    const end = layers.start[r + 1];
    const members = vertex.slice(begin, end);
    for (const v of members) {
      const at = begin + place[v];
      let best = at;
      let most = 0;
      for (let i = at + 1, sum = 0; i < end; i++) {
        const w = vertex[i];
        sum += inversions(bench.before, inStart, v, w) + inversions(bench.after, outStart, v, w);
        if (sum > most) {
          most = sum;
          best = i;
        }
      }
      for (let i = at - 1, sum = 0; i >= begin; i--) {
        const w = vertex[i];
        sum += inversions(bench.before, inStart, w, v) + inversions(bench.after, outStart, w, v);
        if (sum > most) {
          most = sum;
          best = i;
        }
      }
      if (best === at) continue;
      if (best > at) vertex.copyWithin(at, at + 1, best + 1);
      else vertex.copyWithin(best + 1, best, at);
      vertex[best] = v;
      for (let i = Math.min(at, best); i <= Math.max(at, best); i++) place[vertex[i]] = i - begin;
      bench.settled.fill(0, Math.max(0, r - 1), r + 2);
      better = true;
    }
  }
  return better;
}

/** Crossings of `v` before `w` less those of `w` before `v`, on one side. */
function inversions(places: Int32Array, start: Int32Array, v: number, w: number): number {
  const vEnd = start[v + 1];
  const wBegin = start[w];
  const wEnd = start[w + 1];
  let less = wBegin;
  let notMore = wBegin;
  let sum = 0;
  for (let i = start[v]; i < vEnd; i++) {
    const x = places[i];
    while (less < wEnd && places[less] < x) less++;
    if (notMore < less) notMore = less;
    while (notMore < wEnd && places[notMore] <= x) notMore++;
    sum += less - wBegin - (wEnd - notMore);
  }
  return sum;
}

/**
 * Layers in the order in which a walk along edges of either direction comes by. The first two walks go through the
 * nodes in order, in breadth and in depth; the others go in depth and start and turn as chance has it, a chance that is
 * the same each time.
 */
function walked(layers: Layers, start: number): Order {
  const g = layers.pieces;
  const vertex = new Int32Array(g.nodes);
  const place = new Int32Array(g.nodes).fill(-1);
  const filled = new Int32Array(layers.count);
  const waiting = new Int32Array(g.nodes + 2 * g.edges);
  const deep = start > 0;
  const chance = dice(start);
  let head = 0;
  let tail = 0;
  const walk = (root: number): void => {
    if (place[root] !== -1) return;
    head = tail = 0;
    waiting[tail++] = root;
    while (head < tail) {
      const v = deep ? waiting[--tail] : waiting[head++];
      if (place[v] !== -1) continue;
      const r = layers.rank[v];
      place[v] = filled[r];
      vertex[layers.start[r] + filled[r]++] = v;
      // Last in, first out: in depth the other way round, so that the first callee is met first.
      const backwards = start > 1 ? chance() < 0.5 : deep;
      const callers = g.inStart[v + 1] - g.inStart[v];
      const all = callers + g.outStart[v + 1] - g.outStart[v];
      for (let i = 0; i < all; i++) {
        const k = backwards ? all - 1 - i : i;
        const w = k < callers ? g.from[g.in[g.inStart[v] + k]] : g.to[g.out[g.outStart[v] + k - callers]];
        if (place[w] === -1) waiting[tail++] = w;
      }
    }
  };
  if (start > 1) walk(Math.floor(chance() * g.nodes));
  for (let v = 0; v < layers.nodes; v++) if (layers.rank[v] === 0) walk(v);
  for (let v = 0; v < layers.nodes; v++) walk(v);
  return { vertex, place };
}

/** Numbers from 0 up to 1 that look like chance (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
