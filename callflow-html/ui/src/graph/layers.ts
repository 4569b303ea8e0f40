import { digraph, grouped, type Digraph } from "./digraph.ts";

/**
 * A graph cut into layers: where an edge passes a layer stands a vertex of its own, so that every piece leads from one
 * layer to the next. The first vertices are the nodes; the rest are such bends.
 */
export interface Layers {
  readonly count: number;
  readonly nodes: number;
  readonly rank: Int32Array;
  readonly pieces: Digraph;
  /** The first bend of each edge; the others follow. */
  readonly firstBend: Int32Array;
  /** Layer `r` holds the places from `start[r]` up to `start[r + 1]`. */
  readonly start: Int32Array;
}

/** `g` has no cycles and `rank` grows along each of its edges. */
export function layered(g: Digraph, rank: Int32Array): Layers {
  let count = 0;
  for (let v = 0; v < g.nodes; v++) count = Math.max(count, rank[v] + 1);
  let bends = 0;
  for (let e = 0; e < g.edges; e++) bends += rank[g.to[e]] - rank[g.from[e]] - 1;
  const ranks = new Int32Array(g.nodes + bends);
  ranks.set(rank);
  const from = new Int32Array(g.edges + bends);
  const to = new Int32Array(g.edges + bends);
  const firstBend = new Int32Array(g.edges);
  let vertex = g.nodes;
  let piece = 0;
  for (let e = 0; e < g.edges; e++) {
    const end = g.to[e];
    let at = g.from[e];
    firstBend[e] = vertex;
    for (let r = rank[at] + 1; r < rank[end]; r++) {
      ranks[vertex] = r;
      from[piece] = at;
      to[piece++] = vertex;
      at = vertex++;
    }
    from[piece] = at;
    to[piece++] = end;
  }
  const [start] = grouped(count, ranks);
  return { count, nodes: g.nodes, rank: ranks, pieces: digraph(vertex, from, to), firstBend, start };
}
