import assert from "node:assert/strict";
import { test } from "node:test";
import { components, digraph } from "../src/graph/digraph.ts";
import { isotonic } from "../src/graph/isotonic.ts";
import { layered } from "../src/graph/layers.ts";
import { layout, SPACING, type Graph, type Layout } from "../src/graph/layout.ts";
import { crossings, ordered, type Order } from "../src/graph/order.ts";
import { pack } from "../src/graph/pack.ts";
import { backEdges, ranks, turned } from "../src/graph/rank.ts";
import { program, random } from "./synthetic.ts";

const WIDTH = 176;
const HEIGHT = 36;

function graph(nodes: number, edges: readonly (readonly [number, number])[]): Graph {
  return {
    width: new Float64Array(nodes).fill(WIDTH),
    height: new Float64Array(nodes).fill(HEIGHT),
    from: Int32Array.from(edges, ([from]) => from),
    to: Int32Array.from(edges, ([, to]) => to),
  };
}

/** Layers of a layout from left to right, as names of one letter from top to bottom. */
function columns(made: Layout): string {
  const xs = [...new Set(made.x)].sort((a, b) => a - b);
  return xs
    .map((x) => {
      const rows = [...made.x.keys()].filter((v) => made.x[v] === x).sort((a, b) => made.y[a] - made.y[b]);
      return rows.map((v) => String.fromCharCode(97 + v)).join("");
    })
    .join(" ");
}

function overlaps(g: Graph, { x, y }: Layout): number {
  let sum = 0;
  for (let v = 0; v < x.length; v++) {
    for (let w = 0; w < v; w++) {
      const apart =
        x[v] + g.width[v] <= x[w] || x[w] + g.width[w] <= x[v] || y[v] + g.height[v] <= y[w] || y[w] + g.height[w] <= y[v];
      if (!apart) sum++;
    }
  }
  return sum;
}

function anything(seed: number): Graph {
  const next = random(seed);
  const nodes = 1 + Math.floor(next() * 60);
  const edges = Array.from(
    { length: Math.floor(next() * nodes * 2) },
    () => [Math.floor(next() * nodes), Math.floor(next() * nodes)] as const,
  );
  const g = graph(nodes, edges);
  for (let v = 0; v < nodes; v++) {
    g.width[v] = 40 + Math.floor(next() * 200);
    g.height[v] = 10 + Math.floor(next() * 60);
  }
  return g;
}

test("callers stand left of their callees", () => {
  assert.equal(columns(layout(graph(3, [[0, 1], [1, 2]]))), "a b c");
  assert.equal(columns(layout(graph(4, [[0, 1], [0, 2], [1, 3], [2, 3]]))), "a bc d");
});

test("a node stands as near to its callees as it can where it has more of them", () => {
  // e calls two functions of the third layer, and nobody calls e.
  assert.equal(columns(layout(graph(5, [[0, 1], [1, 2], [1, 3], [4, 2], [4, 3]]))), "a be cd");
});

test("edges are untangled", () => {
  const made = layout(graph(6, [[0, 1], [0, 2], [0, 3], [1, 5], [3, 4]]));
  const order = columns(made);
  assert.match(order, /^a (.)(.)(.) (.)(.)$/);
  assert.equal(made.y[1] < made.y[3], made.y[5] < made.y[4], order);
});

test("a function that calls itself has no layer of its own, and no points", () => {
  const made = layout(graph(2, [[0, 1], [1, 1]]));
  assert.equal(columns(made), "a b");
  assert.deepEqual([...made.points], [0, 2, 2]);
  assert.deepEqual([...made.back], [0, 0]);
});

test("of two functions that call each other, the one that is called first stands left", () => {
  const made = layout(graph(3, [[0, 1], [1, 2], [2, 1]]));
  assert.equal(columns(made), "a b c");
  assert.deepEqual([...made.back], [0, 0, 1]);
  // There at the middle, back through the lower half: from the left side of c to the right side of b.
  assert.deepEqual([...made.pointX.slice(4, 6)], [made.x[2], made.x[1] + WIDTH]);
  assert.notEqual(made.pointY[4], made.pointY[3]);
});

test("a cycle that nobody enters is drawn from its first function on", () => {
  assert.equal(columns(layout(graph(3, [[2, 0], [0, 1], [1, 2]]))), "a b c");
});

test("functions that all call each other are not unrolled into a chain", () => {
  // a enters at b; b calls c, d and e, each of which calls the others and b.
  const made = layout(graph(5, [[0, 1], [1, 2], [1, 3], [1, 4], [2, 1], [3, 1], [4, 1], [2, 3], [3, 2]]));
  const [, b, ...rest] = columns(made).split(" ");
  assert.equal(b, "b");
  assert.ok(rest.length <= 2, columns(made));
  assert.deepEqual([...made.back].slice(0, 8), [0, 0, 0, 0, 1, 1, 1, 0]);
});

test("an edge passes a layer beside its boxes", () => {
  const g = graph(4, [[0, 1], [1, 2], [0, 2], [0, 3], [3, 2]]);
  const made = layout(g);
  const [begin, end] = [made.points[2], made.points[3]];
  assert.equal(end - begin, 4);
  for (let k = begin + 1; k < end - 1; k++) {
    assert.ok(made.pointX[k] === made.x[1] || made.pointX[k] === made.x[1] + WIDTH);
    for (const v of [1, 3]) {
      assert.ok(made.pointY[k] < made.y[v] || made.pointY[k] > made.y[v] + HEIGHT, "the edge runs through a box");
    }
  }
});

test("nothing, one node, and nodes without edges have a layout", () => {
  assert.deepEqual(layout(graph(0, [])).width, 0);
  const one = layout(graph(1, [[0, 0]]));
  assert.deepEqual([one.width, one.height, one.x[0], one.y[0]], [WIDTH + SPACING.loop, HEIGHT + SPACING.loop, 0, SPACING.loop]);
  const many = layout(graph(30, []));
  assert.equal(overlaps(graph(30, []), many), 0);
  assert.ok(many.width > many.height, "thirty boxes stand in rows, not in one column");
});

test("boxes never overlap, edges begin and end at their boxes, and nothing leaves the drawing", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const g = anything(seed);
    const made = layout(g);
    assert.equal(overlaps(g, made), 0, `seed ${seed}`);
    for (let v = 0; v < g.width.length; v++) {
      assert.ok(made.x[v] >= -1e-6 && made.x[v] + g.width[v] <= made.width + 1e-6, `seed ${seed}`);
      assert.ok(made.y[v] >= -1e-6 && made.y[v] + g.height[v] <= made.height + 1e-6, `seed ${seed}`);
    }
    for (let e = 0; e < g.from.length; e++) {
      const [from, to] = [g.from[e], g.to[e]];
      if (from === to) {
        assert.equal(made.points[e], made.points[e + 1]);
        continue;
      }
      const first = made.points[e];
      const last = made.points[e + 1] - 1;
      const back = made.back[e] === 1;
      assert.equal(made.pointX[first], made.x[from] + (back ? 0 : g.width[from]), `seed ${seed}`);
      assert.equal(made.pointX[last], made.x[to] + (back ? g.width[to] : 0), `seed ${seed}`);
      assert.equal(made.pointX[first] > made.pointX[last], back, `seed ${seed}`);
      for (const [k, v] of [[first, from], [last, to]] as const) {
        assert.ok(made.pointY[k] >= made.y[v] && made.pointY[k] <= made.y[v] + g.height[v], `seed ${seed}`);
      }
    }
  }
});

test("the same graph gives the same layout", () => {
  const { from, to } = program(300);
  const g = { ...graph(300, []), from, to };
  assert.deepEqual(layout(g), layout(g));
});

test("a chain of 20,000 calls does not overflow the stack", () => {
  const n = 20_000;
  const made = layout(graph(n, Array.from({ length: n - 1 }, (_, v) => [v, v + 1] as const)));
  assert.equal(made.width, n * WIDTH + (n - 1) * SPACING.layer);
  assert.equal(made.height, HEIGHT);
});

test("edges that pass too many layers go straight, and the others keep their bends", () => {
  // Every function of a long chain calls the next one, the one after that, and the last one.
  const n = 1_000;
  const edges: [number, number][] = [];
  for (let v = 0; v + 1 < n; v++) edges.push([v, v + 1], [v, Math.min(n - 1, v + 3)], [v, n - 1]);
  const made = layout(graph(n, edges));
  const points = (e: number): number => made.points[e + 1] - made.points[e];
  assert.equal(points(0), 2);
  assert.equal(points(1), 6);
  assert.equal(points(2), 2, "from the first to the last");
  assert.ok(made.pointX.length < 200_000);
});

test("turning the back edges leaves no cycle", () => {
  for (let seed = 1; seed <= 100; seed++) {
    const g = anything(seed);
    const rows = [...g.from.keys()].filter((e) => g.from[e] !== g.to[e]);
    const all = digraph(g.width.length, Int32Array.from(rows, (e) => g.from[e]), Int32Array.from(rows, (e) => g.to[e]));
    const forward = turned(all, backEdges(all));
    const rank = ranks(forward);
    for (let e = 0; e < forward.edges; e++) assert.ok(rank[forward.from[e]] < rank[forward.to[e]], `seed ${seed}`);
    if (g.width.length > 0) assert.equal(Math.min(...rank), 0);
  }
});

test("crossings are counted as pairs of pieces in opposite order", () => {
  const g = digraph(6, Int32Array.of(0, 0, 1, 2), Int32Array.of(4, 5, 3, 4));
  const layers = layered(g, Int32Array.of(0, 0, 0, 1, 1, 1));
  const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
  const order: Order = { vertex: rows, place: Int32Array.of(0, 1, 2, 0, 1, 2) };
  // 0→4 and 0→5 cross 1→3; 0→5 crosses 2→4.
  assert.equal(crossings(layers, order), 3);
  assert.equal(crossings(layers, ordered(layers)), 0);
});

test("an order holds every vertex once, with its place", () => {
  const { from, to } = program(200);
  const keep = [...from.keys()].filter((e) => from[e] !== to[e]);
  const all = digraph(200, Int32Array.from(keep, (e) => from[e]), Int32Array.from(keep, (e) => to[e]));
  const forward = turned(all, backEdges(all));
  const layers = layered(forward, ranks(forward));
  const { vertex, place } = ordered(layers);
  assert.deepEqual([...vertex].sort((a, b) => a - b), [...vertex.keys()]);
  for (let r = 0; r < layers.count; r++) {
    for (let i = layers.start[r]; i < layers.start[r + 1]; i++) {
      assert.equal(layers.rank[vertex[i]], r);
      assert.equal(place[vertex[i]], i - layers.start[r]);
    }
  }
});

test("isotonic regression pools what would fall at its weighted mean", () => {
  const fit = (wanted: number[], weight: number[]): number[] => {
    const n = wanted.length;
    const values = Float64Array.from(wanted);
    isotonic(values, Float64Array.from(weight), n, new Float64Array(n), new Float64Array(n), new Int32Array(n));
    return [...values];
  };
  assert.deepEqual(fit([1, 2, 3], [1, 1, 1]), [1, 2, 3]);
  assert.deepEqual(fit([3, 1], [1, 1]), [2, 2]);
  assert.deepEqual(fit([3, 1], [3, 1]), [2.5, 2.5]);
  assert.deepEqual(fit([5, 4, 3, 9], [1, 1, 1, 1]), [4, 4, 4, 9]);
});

test("parts are numbered by their first node and keep to themselves", () => {
  const { count, of } = components(digraph(5, Int32Array.of(0, 1), Int32Array.of(3, 4)));
  assert.equal(count, 3);
  assert.deepEqual([...of], [0, 1, 2, 0, 1]);
  const g = graph(5, [[0, 3], [1, 4]]);
  assert.equal(overlaps(g, layout(g)), 0);
});

/** How much of its own rectangle a packing of `boxes` fills, and how many times as wide as high it is. */
function packing(boxes: readonly (readonly [number, number])[]): { readonly filled: number; readonly aspect: number } {
  const [width, height] = [0, 1].map((side) => Float64Array.from(boxes, (box) => box[side]));
  const made = pack(width, height, 10);
  for (let i = 0; i < boxes.length; i++)
    for (let j = 0; j < i; j++) {
      const isApart =
        made.x[i] + width[i] + 10 <= made.x[j] || made.x[j] + width[j] + 10 <= made.x[i] ||
        made.y[i] + height[i] + 10 <= made.y[j] || made.y[j] + height[j] + 10 <= made.y[i];
      assert.ok(isApart, `${j} and ${i}`);
    }
  assert.deepEqual([made.x[0], made.y[0]], [0, 0], "what comes first stands first");
  const area = boxes.reduce((sum, [w, h]) => sum + (w + 10) * (h + 10), 0);
  return { filled: area / ((made.width + 10) * (made.height + 10)), aspect: made.width / made.height };
}

test("packing keeps gaps, leaves little empty, and is about twice as wide as high", () => {
  const next = random(7);
  const small = Array.from({ length: 60 }, (): [number, number] => [188, 40]);
  for (const [what, boxes] of Object.entries({
    "single functions": small,
    "a tall part and single functions": [[420, 3_000] as [number, number], ...small],
    "a wide part and single functions": [[3_000, 300] as [number, number], ...small],
    "parts of all sizes": Array.from({ length: 80 }, (): [number, number] => [188 + 900 * next() ** 3, 40 + 900 * next() ** 3]),
  })) {
    const { filled, aspect } = packing(boxes);
    const isBoundByOne = what.startsWith("a ");
    assert.ok(isBoundByOne || (aspect > 1.2 && aspect < 3), `${what}: ${aspect}`);
    assert.ok(filled > (isBoundByOne ? 0.3 : 0.7), `${what}: ${filled}`);
  }
  // Beside a tall part there is room: the whole is no higher than that part alone.
  const beside = pack(Float64Array.of(100, 50, 50, 50), Float64Array.of(200, 40, 40, 40), 10);
  assert.deepEqual([beside.height, [...beside.x.subarray(1)], [...beside.y.subarray(1)]], [200, [110, 170, 110], [0, 0, 50]]);
  assert.deepEqual([pack(new Float64Array(0), new Float64Array(0), 10).width], [0]);
});
