import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeAt } from "../src/graph/hit.ts";
import { layout } from "../src/graph/layout.ts";
import { withoutGenerics } from "../src/graph/names.ts";
import { unionOf, type SideEdges } from "../src/graph/pair.ts";
import { besideLoop, links, NODE_HEIGHT, NODE_WIDTH, PathText, strokeWidth, tip, trace, type Scene } from "../src/graph/scene.ts";
import { anchorOf, openingView, wholeView } from "../src/graph/sight.ts";
import { walked } from "../src/graph/walk.ts";

function sceneOf(nodes: number, edges: readonly (readonly [from: number, to: number, weight: number])[]): Scene {
  return {
    nodes: Array.from({ length: nodes }, (_, row) => ({
      row,
      name: `f${row}`,
      about: "",
      value: "",
      share: 0,
      own: 0,
      colour: "",
      tone: "",
      ghost: false,
      title: "",
    })),
    edges: edges.map(([from, to, weight]) => ({ from, to, weight, detached: false, ghost: false, title: "" })),
    layout: layout({
      width: new Float64Array(nodes).fill(NODE_WIDTH),
      height: new Float64Array(nodes).fill(NODE_HEIGHT),
      from: Int32Array.from(edges, ([from]) => from),
      to: Int32Array.from(edges, ([, to]) => to),
    }),
  };
}

test("a point is in the box that it lies in, edges of the box included", () => {
  const scene = sceneOf(3, [[0, 1, 1], [0, 2, 1]]);
  const { x, y } = scene.layout;
  for (let v = 0; v < 3; v++) {
    assert.equal(nodeAt(scene, x[v], y[v]), v);
    assert.equal(nodeAt(scene, x[v] + NODE_WIDTH, y[v] + NODE_HEIGHT), v);
    assert.equal(nodeAt(scene, x[v] + NODE_WIDTH / 2, y[v] + NODE_HEIGHT / 2), v);
  }
  assert.equal(nodeAt(scene, x[0] + NODE_WIDTH + 1, y[0]), -1);
  assert.equal(nodeAt(scene, -5, -5), -1);
});

test("arrows lead to the heaviest caller and callee, and to neighbours", () => {
  const scene = sceneOf(6, [[0, 1, 0.2], [0, 2, 0.9], [0, 3, 0.1], [4, 2, 0.3], [2, 2, 1], [2, 5, 0.1]]);
  const all = links(scene);
  assert.equal(walked(scene, all, 0, "right"), 2);
  assert.equal(walked(scene, all, 2, "left"), 0);
  assert.equal(walked(scene, all, 2, "right"), 5, "a call of itself leads nowhere");
  assert.equal(walked(scene, all, 0, "left"), 0);
  const column = [1, 2, 3].sort((a, b) => scene.layout.y[a] - scene.layout.y[b]);
  assert.equal(walked(scene, all, column[0], "down"), column[1]);
  assert.equal(walked(scene, all, column[2], "up"), column[1]);
  assert.equal(walked(scene, all, column[0], "up"), column[0]);
});

test("a line leaves its caller level, and stops short of the arrow's tip", () => {
  const scene = sceneOf(2, [[0, 1, 1]]);
  const line = new PathText();
  trace(line, scene.layout, 0, 0);
  const middle = NODE_HEIGHT / 2;
  assert.equal(line.toString(), `M${NODE_WIDTH} ${middle}L${scene.layout.x[1] - 7} ${middle}`);
  assert.deepEqual(tip(scene.layout, 0, 0), { x: scene.layout.x[1], y: middle, way: 1 });
});

test("a function that calls itself has a loop that stands clear of its box and of its neighbours", () => {
  const scene = sceneOf(3, [[0, 1, 1], [0, 2, 1], [1, 1, 1], [2, 2, 1]]);
  const { x, y, width, height } = scene.layout;
  const line = new PathText();
  trace(line, scene.layout, 3, 2);
  const numbers = (line.toString().match(/-?[\d.]+/g) ?? []).map(Number);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const [above, below] = y[1] < y[2] ? [1, 2] : [2, 1];
  assert.ok(Math.min(...ys) > (below === 2 ? y[above] + NODE_HEIGHT : 0), "below the node above");
  assert.ok(Math.min(...ys) < y[2] - 12 && Math.max(...xs) > x[2] + NODE_WIDTH + 12, "clear of its box");
  assert.ok(Math.max(...xs) <= width && Math.min(...y) >= 0 && y[below] + NODE_HEIGHT <= height, "within the drawing");
  assert.deepEqual(tip(scene.layout, 3, 2), { x: x[2] + NODE_WIDTH, y: y[2] + 11, way: -1 });
  const beside = besideLoop(scene.layout, 2);
  assert.ok(beside.x < Math.min(...xs) && beside.y < y[2], "its label stands before it");
});

test("the way back points to the left", () => {
  const scene = sceneOf(2, [[0, 1, 1], [1, 0, 1]]);
  assert.equal(tip(scene.layout, 1, 1).way, -1);
  assert.equal(tip(scene.layout, 1, 1).x, NODE_WIDTH);
});

test("lines grow with their weight, and never vanish", () => {
  const [none, some, all] = sceneOf(2, [[0, 1, 0], [0, 1, 0.5], [0, 1, 1]]).edges.map(strokeWidth);
  assert.equal(none, 1);
  assert.ok(some > none && all > some);
  assert.equal(all, 7);
});

test("generics give way to two dots", () => {
  const cases = {
    "Cache<Vec<u8>>::get": "Cache<..>::get",
    "Map<K, Box<dyn Fn(u8) -> Vec<u8>>>::insert::<T>": "Map<..>::insert::<..>",
    "<Foo<A> as Bar<Vec<u8>>>::baz": "<Foo<..> as Bar<..>>::baz",
    "<impl Foo<A>>::bar": "<impl Foo<..>>::bar",
    "plain::name": "plain::name",
    "less < more": "less < more",
    "broken<name": "broken<name",
    "closing>only": "closing>only",
  };
  for (const [name, short] of Object.entries(cases)) assert.equal(withoutGenerics(name), short);
});

function side(pairs: readonly (readonly [number, number])[]): { edges: SideEdges } {
  return {
    edges: {
      length: pairs.length,
      from: Int32Array.from(pairs, ([from]) => from),
      to: Int32Array.from(pairs, ([, to]) => to),
      weight: new Float64Array(pairs.length),
      detached: new Uint8Array(pairs.length),
      describe: () => "",
    },
  };
}

test("a pair is laid out on the edges of both sides, each once", () => {
  const union = unionOf({
    rows: Int32Array.of(7, 3, 5),
    before: side([[7, 3], [7, 9], [3, 5]]),
    after: side([[7, 5], [7, 3]]),
  });
  assert.deepEqual([...union.from], [0, 1, 0]);
  assert.deepEqual([...union.to], [1, 2, 2]);
  assert.deepEqual([...union.before], [0, 2, -1]);
  assert.deepEqual([...union.after], [1, -1, 0]);
});

test("a graph opens whole where it can be read, else from its heaviest function on", () => {
  const pane = { width: 1000, height: 500 };
  const small = sceneOf(2, [[0, 1, 1]]);
  assert.deepEqual(openingView(small, pane), wholeView(small, pane));
  const chain = sceneOf(40, Array.from({ length: 39 }, (_, v) => [v, v + 1, 1] as const));
  const opened = openingView(chain, pane);
  assert.equal(opened.k, 1, "a chain is low enough to be read");
  assert.equal(opened.x, 24);
  assert.ok(wholeView(chain, pane).k < 0.2);
  const fan = sceneOf(60, Array.from({ length: 59 }, (_, v) => [0, v + 1, 1] as const));
  const { y, k } = openingView(fan, pane);
  assert.equal(k, 0.6);
  const root = y + k * (fan.layout.y[0] + NODE_HEIGHT / 2);
  assert.ok(Math.abs(root - 250) < 1, "the root is in the middle of the pane");
});

test("what stays where it is, is the chosen node in sight, else the one nearest the middle", () => {
  const scene = sceneOf(3, [[0, 1, 1], [1, 2, 1]]);
  const pane = { width: 560, height: 200 };
  const view = { x: 0, y: 80, k: 1 };
  assert.equal(anchorOf(scene, view, pane, -1)?.row, 1);
  assert.deepEqual(anchorOf(scene, view, pane, 0), { row: 0, x: 0, y: 80 });
  assert.equal(anchorOf(scene, view, pane, 2)?.row, 1, "the last one is out of sight");
  assert.equal(anchorOf(null, view, pane, 0), null);
});
