import { coordinates, type Gaps } from "./coordinates.ts";
import { components, digraph, grouped } from "./digraph.ts";
import { layered } from "./layers.ts";
import { ordered } from "./order.ts";
import { pack } from "./pack.ts";
import { backEdges, ranks, turned } from "./rank.ts";

/** What is laid out: sizes of nodes in pixels, edges by node. Nodes that come first stand first where there is a choice. */
export interface Graph {
  readonly width: Float64Array;
  readonly height: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Where everything stands; the drawing begins at 0, 0. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Upper left corners of the nodes. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Edge `e` goes through the points from `points[e]` up to `points[e + 1]`; an edge from a node to itself has none. */
  readonly points: Uint32Array;
  readonly pointX: Float64Array;
  readonly pointY: Float64Array;
  /** 1 for an edge that leads back to an earlier layer. */
  readonly back: Uint8Array;
}

export interface Spacing extends Gaps {
  /** Between two layers, at least. */
  readonly layer: number;
  /** Between unconnected parts. */
  readonly parts: number;
  /** Above a node and beside it, for an edge that leads back to it. */
  readonly loop: number;
}

export const SPACING: Spacing = { nodes: 12, bend: 8, bends: 5, layer: 48, parts: 28, loop: 22 };

/** Lays a graph out from left to right in layers: callers left of their callees. The same graph gives the same layout. */
export function layout(graph: Graph, spacing: Spacing = SPACING): Layout {
  const n = graph.width.length;
  const loops = graph.from.length;
  const all = digraph(n, graph.from, graph.to);
  const parts = components(all);
  const [nodeStart, nodeRows] = grouped(parts.count, parts.of);
  const partOfEdge = new Int32Array(loops);
  for (let e = 0; e < loops; e++) partOfEdge[e] = parts.of[graph.from[e]];
  const [edgeStart, edgeRows] = grouped(parts.count, partOfEdge);
  const inPart = new Int32Array(n);
  const pieces: Layout[] = [];
  for (let p = 0; p < parts.count; p++) {
    const nodes = nodeRows.subarray(nodeStart[p], nodeStart[p + 1]);
    const edges = edgeRows.subarray(edgeStart[p], edgeStart[p + 1]);
    nodes.forEach((v, i) => (inPart[v] = i));
    pieces.push(
      connected(
        {
          width: Float64Array.from(nodes, (v) => graph.width[v]),
          height: Float64Array.from(nodes, (v) => graph.height[v]),
          from: Int32Array.from(edges, (e) => inPart[graph.from[e]]),
          to: Int32Array.from(edges, (e) => inPart[graph.to[e]]),
        },
        spacing,
      ),
    );
  }
  if (pieces.length === 1) return pieces[0];
  return assembled(n, loops, pieces, nodeStart, nodeRows, edgeStart, edgeRows, spacing);
}

/** The parts of a graph on one drawing. */
function assembled(
  nodes: number,
  edges: number,
  parts: readonly Layout[],
  nodeStart: Int32Array,
  nodeRows: Int32Array,
  edgeStart: Int32Array,
  edgeRows: Int32Array,
  spacing: Spacing,
): Layout {
  const packed = pack(
    Float64Array.from(parts, (part) => part.width),
    Float64Array.from(parts, (part) => part.height),
    spacing.parts,
  );
  const points = new Uint32Array(edges + 1);
  parts.forEach((part, p) => {
    for (let i = edgeStart[p]; i < edgeStart[p + 1]; i++) {
      const e = i - edgeStart[p];
      points[edgeRows[i] + 1] = part.points[e + 1] - part.points[e];
    }
  });
  for (let e = 0; e < edges; e++) points[e + 1] += points[e];
  const x = new Float64Array(nodes);
  const y = new Float64Array(nodes);
  const back = new Uint8Array(edges);
  const pointX = new Float64Array(points[edges]);
  const pointY = new Float64Array(points[edges]);
  parts.forEach((part, p) => {
    const left = packed.x[p];
    const top = packed.y[p];
    for (let i = nodeStart[p]; i < nodeStart[p + 1]; i++) {
      x[nodeRows[i]] = left + part.x[i - nodeStart[p]];
      y[nodeRows[i]] = top + part.y[i - nodeStart[p]];
    }
    for (let i = edgeStart[p]; i < edgeStart[p + 1]; i++) {
      const e = i - edgeStart[p];
      back[edgeRows[i]] = part.back[e];
      let to = points[edgeRows[i]];
      for (let k = part.points[e]; k < part.points[e + 1]; k++) {
        pointX[to] = left + part.pointX[k];
        pointY[to++] = top + part.pointY[k];
      }
    }
  });
  return { width: packed.width, height: packed.height, x, y, points, pointX, pointY, back };
}

/** Lays out a graph of one part. */
function connected(graph: Graph, spacing: Spacing): Layout {
  const n = graph.width.length;
  const m = graph.from.length;
  // Edges from a node to itself say nothing about layers.
  const rows = Int32Array.from(graph.from.keys()).filter((e) => graph.from[e] !== graph.to[e]);
  const proper = digraph(n, rows.map((e) => graph.from[e]), rows.map((e) => graph.to[e]));
  const isBack = backEdges(proper);
  const forward = turned(proper, isBack);
  const layers = layered(forward, ranks(forward));
  const order = ordered(layers);
  const loop = new Float64Array(n);
  for (let e = 0; e < m; e++) if (graph.from[e] === graph.to[e]) loop[graph.from[e]] = spacing.loop;
  const breadth = new Float64Array(layers.pieces.nodes);
  for (let v = 0; v < n; v++) breadth[v] = graph.height[v] + loop[v];
  const middle = coordinates(layers, order, breadth, spacing);

  let top = Infinity;
  let bottom = -Infinity;
  for (let v = 0; v < middle.length; v++) {
    top = Math.min(top, middle[v] - breadth[v] / 2);
    bottom = Math.max(bottom, middle[v] + breadth[v] / 2);
  }
  const { left, right } = columns(graph, layers.count, layers.rank, layers.pieces.from, layers.pieces.to, middle, spacing);

  const x = new Float64Array(n);
  const y = new Float64Array(n);
  let width = 0;
  for (let v = 0; v < n; v++) {
    x[v] = left[layers.rank[v]];
    y[v] = middle[v] - breadth[v] / 2 + loop[v] - top;
    width = Math.max(width, x[v] + graph.width[v] + loop[v]);
  }
  const back = new Uint8Array(m);
  const points = new Uint32Array(m + 1);
  rows.forEach((e, i) => {
    back[e] = isBack[i];
    const bends = layers.rank[forward.to[i]] - layers.rank[forward.from[i]] - 1;
    points[e + 1] = layers.firstBend[i] < 0 ? 2 : 2 + 2 * bends;
  });
  for (let e = 0; e < m; e++) points[e + 1] += points[e];
  const pointX = new Float64Array(points[m]);
  const pointY = new Float64Array(points[m]);
  rows.forEach((e, i) => {
    const begin = points[e];
    const end = points[e + 1];
    const from = forward.from[i];
    const to = forward.to[i];
    // The way back has its own door, so that two functions that call each other show two edges.
    const door = (v: number): number => y[v] + graph.height[v] * (isBack[i] ? 0.75 : 0.5);
    let at = begin;
    const put = (px: number, py: number): void => {
      const k = isBack[i] ? end - 1 - (at - begin) : at;
      pointX[k] = px;
      pointY[k] = py;
      at++;
    };
    put(x[from] + graph.width[from], door(from));
    const bends = (end - begin) / 2 - 1;
    for (let b = 0; b < bends; b++) {
      const v = layers.firstBend[i] + b;
      put(left[layers.rank[v]], middle[v] - top);
      put(right[layers.rank[v]], middle[v] - top);
    }
    put(x[to], door(to));
  });
  return { width, height: bottom - top, x, y, points, pointX, pointY, back };
}

/** Left and right sides of the layers. Steep edges get more room, so that they can be told apart. */
function columns(
  graph: Graph,
  count: number,
  rank: Int32Array,
  from: Int32Array,
  to: Int32Array,
  middle: Float64Array,
  spacing: Spacing,
): { readonly left: Float64Array; readonly right: Float64Array } {
  const wide = new Float64Array(count);
  for (let v = 0; v < graph.width.length; v++) wide[rank[v]] = Math.max(wide[rank[v]], graph.width[v]);
  const climb = new Float64Array(count);
  for (let p = 0; p < from.length; p++) {
    const r = rank[from[p]];
    climb[r] = Math.max(climb[r], Math.abs(middle[from[p]] - middle[to[p]]));
  }
  const left = new Float64Array(count);
  const right = new Float64Array(count);
  for (let r = 0; r < count; r++) {
    if (r > 0) left[r] = right[r - 1] + spacing.layer + Math.min(96, climb[r - 1] / 8);
    right[r] = left[r] + wide[r];
  }
  return { left, right };
}
