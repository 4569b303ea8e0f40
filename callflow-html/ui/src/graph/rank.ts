import { digraph, type Digraph } from "./digraph.ts";

/**
 * For each edge 1 where turning it round leaves the graph without cycles.
 *
 * Within a cycle those edges lead back that come nearer to where the program enters it, by the number of calls from a
 * root: a depth-first walk alone would unroll functions that all call each other into one long chain.
 */
export function backEdges(g: Digraph): Uint8Array {
  const cycle = strongComponents(g);
  const level = levels(g);
  const back = new Uint8Array(g.edges);
  for (let e = 0; e < g.edges; e++) {
    const [from, to] = [g.from[e], g.to[e]];
    if (cycle[from] === cycle[to] && level[to] < level[from]) back[e] = 1;
  }
  breakRest(g, back);
  return back;
}

/** How many calls lead to each node from one that nobody calls; of a cycle that nobody enters, from its first node. */
function levels(g: Digraph): Int32Array {
  const level = new Int32Array(g.nodes).fill(-1);
  const queue = new Int32Array(g.nodes);
  let head = 0;
  let tail = 0;
  const begin = (v: number): void => {
    level[v] = 0;
    queue[tail++] = v;
  };
  for (let v = 0; v < g.nodes; v++) if (g.inStart[v] === g.inStart[v + 1]) begin(v);
  for (let next = 0; ; next++) {
    while (head < tail) {
      const v = queue[head++];
      for (let i = g.outStart[v]; i < g.outStart[v + 1]; i++) {
        const w = g.to[g.out[i]];
        if (level[w] !== -1) continue;
        level[w] = level[v] + 1;
        queue[tail++] = w;
      }
    }
    while (next < g.nodes && level[next] !== -1) next++;
    if (next === g.nodes) return level;
    begin(next);
  }
}

/** A number for each node, the same for nodes that reach each other; Tarjan 1972, without recursion. */
function strongComponents(g: Digraph): Int32Array {
  const component = new Int32Array(g.nodes).fill(-1);
  const index = new Int32Array(g.nodes).fill(-1);
  const low = new Int32Array(g.nodes);
  const next = g.outStart.slice(0, g.nodes);
  const path = new Int32Array(g.nodes);
  const open = new Int32Array(g.nodes);
  let seen = 0;
  let opened = 0;
  let count = 0;
  for (let root = 0; root < g.nodes; root++) {
    if (index[root] !== -1) continue;
    let depth = 0;
    const enter = (v: number): void => {
      index[v] = low[v] = seen++;
      path[depth++] = v;
      open[opened++] = v;
    };
    enter(root);
    while (depth > 0) {
      const v = path[depth - 1];
      if (next[v] < g.outStart[v + 1]) {
        const w = g.to[g.out[next[v]++]];
        if (index[w] === -1) enter(w);
        else if (component[w] === -1) low[v] = Math.min(low[v], index[w]);
        continue;
      }
      depth--;
      if (depth > 0) low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[v]);
      if (low[v] !== index[v]) continue;
      let w: number;
      do {
        w = open[--opened];
        component[w] = count;
      } while (w !== v);
      count++;
    }
  }
  return component;
}

/** Marks the edges that lead back into the stack of a depth-first walk along those that are not marked yet. */
function breakRest(g: Digraph, back: Uint8Array): void {
  const WAITING = 0, OPEN = 1, DONE = 2;
  const state = new Uint8Array(g.nodes);
  const next = g.outStart.slice(0, g.nodes);
  const stack = new Int32Array(g.nodes);
  for (let root = 0; root < g.nodes; root++) {
    if (state[root] !== WAITING) continue;
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
      if (back[edge] === 1) continue;
      const w = g.to[edge];
      if (state[w] === OPEN) back[edge] = 1;
      else if (state[w] === WAITING) {
        state[w] = OPEN;
        stack[depth++] = w;
      }
    }
  }
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
