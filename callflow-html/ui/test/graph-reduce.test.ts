import assert from "node:assert/strict";
import { test } from "node:test";
import { flow } from "../src/graph/flow.ts";
import { reduce, type Weighed } from "../src/graph/reduce.ts";
import type { EdgeTable, PathTable } from "../src/model.ts";

function edgesOf(pairs: readonly (readonly [number, number])[], total?: readonly number[]): EdgeTable {
  return {
    length: pairs.length,
    from: Int32Array.from(pairs, ([from]) => from),
    to: Int32Array.from(pairs, ([, to]) => to),
    calls: new Float64Array(pairs.length).fill(1),
    total: Float64Array.from(total ?? pairs.map(() => 0)),
  };
}

const isCounted = (): boolean => true;

/** main → a → b, main → c; weights in percent. */
function weighed(weight: readonly number[], edgeWeight: readonly number[] = [60, 30, 40]): Weighed {
  const edges = edgesOf([[0, 1], [1, 2], [0, 3]]);
  return {
    weight: Float64Array.from(weight),
    calls: new Float64Array(weight.length).fill(1),
    self: Float64Array.of(0, 30, 30, 40),
    whole: 100,
    edges,
    edgeWeight: Float64Array.from(edgeWeight),
  };
}

test("functions below the threshold and beyond the top are left out, and counted", () => {
  const all = weighed([100, 60, 30, 40]);
  const light = reduce(all, { threshold: 0.35, top: 120, isCounted, always: [] });
  assert.deepEqual([...light.nodes], [0, 1, 3]);
  assert.deepEqual([light.all.length, light.share], [4, 0.7]);
  const few = reduce(all, { threshold: 0, top: 2, isCounted, always: [] });
  assert.deepEqual([...few.nodes], [0, 1]);
  assert.deepEqual([...few.edges], [0]);
});

test("a threshold above everything leaves the heaviest function", () => {
  assert.deepEqual([...reduce(weighed([99, 60, 30, 40]), { threshold: 1, top: 120, isCounted, always: [] }).nodes], [0]);
  assert.deepEqual([...reduce(weighed([0, 0, 0, 0]), { threshold: 0.005, top: 0, isCounted, always: [] }).nodes], [0]);
});

test("a chosen function is there with its calls, however light", () => {
  const made = reduce(weighed([100, 60, 30, 40], [60, 0.001, 40]), { threshold: 0.5, top: 120, isCounted, always: [2] });
  assert.deepEqual([...made.nodes], [0, 1, 2]);
  assert.deepEqual([...made.edges], [0, 1]);
});

test("light edges are hidden, but not the heaviest into a function", () => {
  const edges = edgesOf([[0, 1], [0, 2], [1, 2]]);
  const made = reduce(
    { ...weighed([100, 60, 30, 40]), edges, edgeWeight: Float64Array.of(60, 0.01, 0.02) },
    { threshold: 0.005, top: 3, isCounted, always: [] },
  );
  assert.deepEqual([...made.nodes], [0, 1, 3]);
  const two = reduce(
    { ...weighed([100, 60, 50, 40]), edges, edgeWeight: Float64Array.of(60, 0.01, 0.02) },
    { threshold: 0.005, top: 3, isCounted, always: [] },
  );
  assert.deepEqual([...two.edges], [0, 2]);
});

test("functions that were not called in what is shown do not count", () => {
  const all = { ...weighed([100, 60, 0, 40]), calls: Float64Array.of(1, 1, 0, 1) };
  assert.equal(reduce(all, { threshold: 0, top: 120, isCounted, always: [2] }).all.length, 3);
});

function pathsOf(rows: readonly (readonly [parent: number, fn: number, self: number, detached: number])[]): PathTable {
  const column = (at: number): number[] => rows.map((row) => row[at]);
  const n = rows.length;
  return {
    length: n,
    parent: Int32Array.from(column(0)),
    fn: Int32Array.from(column(1)),
    detached: Uint8Array.from(column(3)),
    calls: new Float64Array(n).fill(1),
    failed: new Float64Array(n),
    total: new Float64Array(n),
    active: new Float64Array(n),
    self: Float64Array.from(column(2)),
    exact: new Map(),
  };
}

test("what a function spawned counts for it, and the edge is known as one that spawns", () => {
  const made = flow(pathsOf([[-1, 0, 1, 0], [0, 1, 50, 1], [0, 2, 5, 0]]), edgesOf([[0, 1], [0, 2]]), 3);
  assert.deepEqual([...made.node], [56, 50, 5]);
  assert.deepEqual([...made.edge], [50, 5]);
  assert.deepEqual([...made.detached], [1, 0]);
});

test("recursion counts once, for functions and for edges", () => {
  // f → f → g → f, with 1, 2, 4, 8 of their own.
  const made = flow(
    pathsOf([[-1, 0, 1, 0], [0, 0, 2, 0], [1, 1, 4, 0], [2, 0, 8, 0]]),
    edgesOf([[0, 0], [0, 1], [1, 0]]),
    2,
  );
  assert.deepEqual([...made.node], [15, 12]);
  assert.deepEqual([...made.edge], [14, 12, 8]);
});

test("a recursion 100,000 deep does not overflow the stack", () => {
  const n = 100_000;
  const made = flow(pathsOf(Array.from({ length: n }, (_, i) => [i - 1, 0, 1, 0] as const)), edgesOf([[0, 0]]), 1);
  assert.deepEqual([made.node[0], made.edge[0]], [n, n - 1]);
});

test("what is no function of the program is drawn as it weighs, and takes no place of one", () => {
  const all = weighed([100, 60, 30, 40]);
  const few = reduce(all, { threshold: 0, top: 2, isCounted: (row) => row !== 1, always: [] });
  assert.deepEqual([...few.nodes], [0, 1, 3]);
  const light = reduce(all, { threshold: 0.5, top: 2, isCounted: (row) => row !== 0, always: [] });
  assert.deepEqual([...light.nodes], [0, 1], "the threshold holds for all");
});
