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
  /** The first bend of each edge; the others follow. −1 for an edge that is drawn straight across. */
  readonly firstBend: Int32Array;
  /** Layer `r` holds the places from `start[r]` up to `start[r + 1]`. */
  readonly start: Int32Array;
}

/** More bends than this would take longer to put in order than a reader waits. */
const MOST_BENDS = 60_000;

/**
 * `g` has no cycles and `rank` grows along each of its edges. Where bends would be too many, the longest edges have none
 * and are in no layer's way: they are drawn straight across.
 */
export function layered(g: Digraph, rank: Int32Array): Layers {
  let count = 0;
  for (let v = 0; v < g.nodes; v++) count = Math.max(count, rank[v] + 1);
  const span = g.from.map((from, e) => rank[g.to[e]] - rank[from] - 1);
  const longest = longestBent(span);
  let bends = 0;
  let pieces = 0;
  for (let e = 0; e < g.edges; e++) {
    if (span[e] > longest) continue;
    bends += span[e];
    pieces += span[e] + 1;
  }
  const ranks = new Int32Array(g.nodes + bends);
  ranks.set(rank);
  const from = new Int32Array(pieces);
  const to = new Int32Array(pieces);
  const firstBend = new Int32Array(g.edges).fill(-1);
  let vertex = g.nodes;
  let piece = 0;
  for (let e = 0; e < g.edges; e++) {
    if (span[e] > longest) continue;
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

/** The span up to which all edges together have few enough bends. */
function longestBent(span: Int32Array): number {
  const rising = span.slice().sort();
  for (let i = 0, sum = 0; i < rising.length; i++) {
    sum += rising[i];
    if (sum > MOST_BENDS) return rising[i] - 1;
  }
  return Infinity;
}
