/** A directed graph whose edges can be walked from both ends. */
export interface Digraph {
  readonly nodes: number;
  readonly edges: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Edges that leave node `v` are `out[outStart[v]]` up to `out[outStart[v + 1]]`. */
  readonly outStart: Int32Array;
  readonly out: Int32Array;
  readonly inStart: Int32Array;
  readonly in: Int32Array;
}

export function digraph(nodes: number, from: Int32Array, to: Int32Array): Digraph {
  const [outStart, out] = grouped(nodes, from);
  const [inStart, into] = grouped(nodes, to);
  return { nodes, edges: from.length, from, to, outStart, out, inStart, in: into };
}

/** The rows of `key` by their value, in order of the rows. */
export function grouped(values: number, key: Int32Array): [start: Int32Array, rows: Int32Array] {
  const start = new Int32Array(values + 1);
  for (let i = 0; i < key.length; i++) start[key[i] + 1]++;
  for (let v = 0; v < values; v++) start[v + 1] += start[v];
  const next = start.slice(0, values);
  const rows = new Int32Array(key.length);
  for (let i = 0; i < key.length; i++) rows[next[key[i]]++] = i;
  return [start, rows];
}

/** The connected part that each node belongs to, numbered by the first node of each part. */
export function components(g: Digraph): { readonly count: number; readonly of: Int32Array } {
  const of = new Int32Array(g.nodes).fill(-1);
  const queue = new Int32Array(g.nodes);
  let count = 0;
  for (let first = 0; first < g.nodes; first++) {
    if (of[first] !== -1) continue;
    let head = 0;
    let tail = 0;
    const reach = (v: number): void => {
      if (of[v] !== -1) return;
      of[v] = count;
      queue[tail++] = v;
    };
    reach(first);
    while (head < tail) {
      const v = queue[head++];
      for (let i = g.outStart[v]; i < g.outStart[v + 1]; i++) reach(g.to[g.out[i]]);
      for (let i = g.inStart[v]; i < g.inStart[v + 1]; i++) reach(g.from[g.in[i]]);
    }
    count++;
  }
  return { count, of };
}
