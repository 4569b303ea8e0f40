import { digraph, type Digraph } from "./digraph.ts";

/**
 * For each edge 1 where turning it round leaves the graph without cycles: the edges that lead back into the stack of a
 * depth-first walk. The walk begins at the nodes that nobody calls, then goes on in order of the nodes.
 */
export function backEdges(g: Digraph): Uint8Array {
  const back = new Uint8Array(g.edges);
  const WAITING = 0, OPEN = 1, DONE = 2;
  const state = new Uint8Array(g.nodes);
  const next = g.outStart.slice(0, g.nodes);
  const stack = new Int32Array(g.nodes);
  const walk = (root: number): void => {
    if (state[root] !== WAITING) return;
    let depth = 0;
    stack[depth++] = root;
    state[root] = OPEN;
    while (depth > 0) {
      const v = stack[depth - 1];
      if (next[v] === g.outStart[v + 1]) {
        state[v] = DONE;
        depth--;
        continue;
      }
      const edge = g.out[next[v]++];
      const w = g.to[edge];
      if (state[w] === OPEN) back[edge] = 1;
      else if (state[w] === WAITING) {
        state[w] = OPEN;
        stack[depth++] = w;
      }
    }
  };
  for (let v = 0; v < g.nodes; v++) if (g.inStart[v] === g.inStart[v + 1]) walk(v);
  for (let v = 0; v < g.nodes; v++) walk(v);
  return back;
}

/** The same graph with the marked edges turned round. */
export function turned(g: Digraph, back: Uint8Array): Digraph {
  const from = g.from.slice();
  const to = g.to.slice();
  for (let e = 0; e < g.edges; e++) {
    if (!back[e]) continue;
    from[e] = g.to[e];
    to[e] = g.from[e];
  }
  return digraph(g.nodes, from, to);
}

/** Nodes with callers before callees; `g` has no cycles. */
function topological(g: Digraph): Int32Array {
  const order = new Int32Array(g.nodes);
  const missing = new Int32Array(g.nodes);
  let tail = 0;
  for (let v = 0; v < g.nodes; v++) {
    missing[v] = g.inStart[v + 1] - g.inStart[v];
    if (missing[v] === 0) order[tail++] = v;
  }
  for (let head = 0; head < tail; head++) {
    const v = order[head];
    for (let i = g.outStart[v]; i < g.outStart[v + 1]; i++) {
      const w = g.to[g.out[i]];
      if (--missing[w] === 0) order[tail++] = w;
    }
  }
  return order;
}

/**
 * The layer of each node, from 0: every edge of `g`, which has no cycles, leads to a later layer.
 *
 * The longest path from a root says how early a node can stand. From there each node moves to the side on which it has
 * more edges, which shortens them in sum, until nothing moves.
 */
export function ranks(g: Digraph): Int32Array {
  const rank = new Int32Array(g.nodes);
  const order = topological(g);
  for (let i = 0; i < order.length; i++) {
    const v = order[i];
    for (let j = g.outStart[v]; j < g.outStart[v + 1]; j++) {
      const w = g.to[g.out[j]];
      rank[w] = Math.max(rank[w], rank[v] + 1);
    }
  }
  const ROUNDS = 8;
  for (let round = 0, moved = true; round < ROUNDS && moved; round++) {
    moved = false;
    for (let i = 0; i < order.length; i++) {
      const v = order[round % 2 === 0 ? order.length - 1 - i : i];
      const callers = g.inStart[v + 1] - g.inStart[v];
      const callees = g.outStart[v + 1] - g.outStart[v];
      let to = rank[v];
      if (callees > callers) {
        to = g.nodes;
        for (let j = g.outStart[v]; j < g.outStart[v + 1]; j++) to = Math.min(to, rank[g.to[g.out[j]]] - 1);
      } else if (callers > callees) {
        to = 0;
        for (let j = g.inStart[v]; j < g.inStart[v + 1]; j++) to = Math.max(to, rank[g.from[g.in[j]]] + 1);
      }
      if (to !== rank[v]) {
        rank[v] = to;
        moved = true;
      }
    }
  }
  let first = g.nodes;
  for (let v = 0; v < g.nodes; v++) first = Math.min(first, rank[v]);
  for (let v = 0; v < g.nodes; v++) rank[v] -= first;
  return rank;
}
