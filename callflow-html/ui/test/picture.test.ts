import assert from "node:assert/strict";
import test from "node:test";
import { Ended, type FunctionTable, type PathTable, type Recording, type Timeline } from "../src/model.ts";
import { NO_FILTERS, innerPaths, leftBy, pictureOf, shownAgain } from "../src/picture.ts";
import { searchFor, shareThrough } from "../src/search.ts";

type PathRow = readonly [parent: number, fn: number, self: number, detached?: number];

function pathTable(rows: readonly PathRow[]): PathTable {
  const active = rows.map((row) => row[2]);
  for (let path = rows.length - 1; path >= 0; path--)
    if (rows[path][0] >= 0 && (rows[path][3] ?? 0) === 0) active[rows[path][0]] += active[path];
  return {
    length: rows.length,
    parent: Int32Array.from(rows, (row) => row[0]),
    fn: Int32Array.from(rows, (row) => row[1]),
    detached: Uint8Array.from(rows, (row) => row[3] ?? 0),
    calls: new Float64Array(rows.length).fill(1),
    failed: new Float64Array(rows.length),
    total: Float64Array.from(active),
    active: Float64Array.from(active),
    self: Float64Array.from(rows, (row) => row[2]),
    exact: new Map(),
  };
}

function noTimeline(): Timeline {
  return {
    length: 0,
    fn: new Int32Array(),
    path: new Int32Array(),
    parent: new Int32Array(),
    lane: new Int32Array(),
    start: new Float64Array(),
    end: new Float64Array(),
    ended: new Uint8Array(),
    sliceFrom: new Uint32Array(1),
    sliceStart: new Float64Array(),
    sliceEnd: new Float64Array(),
    sliceThread: new Float64Array(),
    curveAt: new Float64Array(),
    curveTasks: new Float64Array(),
  };
}

function recording(names: readonly string[], rows: readonly PathRow[], timeline = noTimeline()): Recording {
  const paths = pathTable(rows);
  const length = names.length;
  const zeros = (): Float64Array => new Float64Array(length);
  const self = zeros();
  for (let path = 0; path < paths.length; path++) self[paths.fn[path]] += paths.self[path];
  const functions: FunctionTable = {
    length,
    name: names,
    short: names,
    module: names.map((name) => name.split("::")[0]),
    file: names.map(() => ""),
    line: zeros(),
    flags: new Uint8Array(length),
    calls: zeros(),
    ok: zeros(),
    error: zeros(),
    panicked: zeros(),
    cancelled: zeros(),
    inFlight: zeros(),
    neverPolled: zeros(),
    polls: zeros(),
    total: zeros(),
    active: zeros(),
    self,
    await: zeros(),
    min: zeros(),
    mean: zeros(),
    p50: zeros(),
    p95: zeros(),
    p99: zeros(),
    max: zeros(),
    maxConcurrent: zeros(),
    histogram: names.map(() => ({ from: [], calls: [] })),
    args: names.map(() => []),
    exact: new Map(),
  };
  return {
    title: "",
    wall: 1_000,
    busy: self.reduce((a, b) => a + b, 0),
    functions,
    paths,
    edges: {
      length: 0,
      from: new Int32Array(),
      to: new Int32Array(),
      calls: new Float64Array(),
      total: new Float64Array(),
    },
    timeline,
    leftOut: { paths: "", timeline: "" },
  };
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0);

test("without range and filters the picture is the recording itself", () => {
  const whole = recording(["a::x", "b::y"], [[-1, 0, 10], [0, 1, 20]]);
  const picture = pictureOf(whole, NO_FILTERS, null);
  assert.equal(picture.paths, whole.paths);
  assert.equal(picture.functions.self, whole.functions.self);
  assert.equal(picture.share, 1);
  assert.equal(picture.note, "");
});

test("what a hidden function spent counts for who called it", () => {
  // main → glue → work, and main → work
  const whole = recording(["a::main", "glue::glue", "b::work"], [[-1, 0, 1], [0, 1, 2], [1, 2, 4], [0, 2, 8]]);
  const picture = pictureOf(whole, { ...NO_FILTERS, hidden: [1] }, null);
  assert.deepEqual([...picture.functions.self], [3, 0, 12]);
  // Both paths to work are one now.
  assert.equal(picture.paths.length, 2);
  assert.deepEqual([...picture.paths.parent], [-1, 0]);
  assert.equal(picture.paths.total[1], 12);
  assert.equal(picture.share, 1);
  assert.deepEqual([picture.edges.from[0], picture.edges.to[0], picture.edges.calls[0]], [0, 2, 2]);
});

test("a hidden root or task counts for nobody", () => {
  const whole = recording(["a::main", "b::task", "b::work"], [[-1, 0, 1], [0, 1, 2, 1], [1, 2, 4]]);
  const noTask = pictureOf(whole, { ...NO_FILTERS, hidden: [1] }, null);
  assert.deepEqual([...noTask.functions.self], [1, 0, 4]);
  assert.deepEqual([...noTask.paths.detached], [0, 1], "what the task called is still away from main");
  assert.ok(Math.abs(noTask.share - 5 / 7) < 1e-9);
  const noRoot = pictureOf(whole, { ...NO_FILTERS, hidden: [0] }, null);
  assert.deepEqual([...noRoot.functions.self], [0, 2, 4]);
});

test("modules alone and modules away", () => {
  const whole = recording(["a::main", "b::x", "c::y"], [[-1, 0, 1], [0, 1, 2], [1, 2, 4]]);
  const only = pictureOf(whole, { ...NO_FILTERS, onlyModules: ["b"] }, null);
  assert.deepEqual([...only.functions.self], [0, 6, 0]);
  const without = pictureOf(whole, { ...NO_FILTERS, hiddenModules: ["b"] }, null);
  assert.deepEqual([...without.functions.self], [3, 0, 4]);
});

test("in focus are the paths through a function, its callers with what passes through them", () => {
  // main → a → leaf, main → b → leaf; main itself 100
  const rows: PathRow[] = [[-1, 0, 100], [0, 1, 10], [1, 3, 1], [0, 2, 20], [3, 3, 2]];
  const whole = recording(["main", "a", "b", "leaf"], rows);
  const picture = pictureOf(whole, { ...NO_FILTERS, focus: 1 }, null);
  assert.deepEqual([...picture.functions.self], [0, 10, 0, 1]);
  assert.equal(picture.functions.total[0], 11);
  assert.ok(Math.abs(picture.share - 11 / 133) < 1e-9);
});

test("folded recursion is one path however deep, and keeps all self time", () => {
  const depth = 10_000;
  const rows: PathRow[] = Array.from({ length: depth }, (_, level) => [level - 1, level % 2, 1]);
  const whole = recording(["even", "odd"], rows);
  const picture = pictureOf(whole, { ...NO_FILTERS, foldRecursion: true }, null);
  assert.equal(picture.paths.length, 2);
  assert.deepEqual([...picture.functions.self], [depth / 2, depth / 2]);
  assert.deepEqual([...picture.functions.total], [depth, depth - 1]);
});

test("recursion is summed once, and again beyond a detached link", () => {
  const nested = recording(["f"], [[-1, 0, 1], [0, 0, 1]]);
  const spawned = recording(["f"], [[-1, 0, 1], [0, 0, 1, 1]]);
  assert.deepEqual([...innerPaths(nested.paths, () => 0)], [0, 1]);
  assert.deepEqual([...innerPaths(spawned.paths, () => 0)], [0, 0]);
  const filters = { ...NO_FILTERS, focus: 0 };
  assert.equal(pictureOf(nested, filters, null).functions.total[0], 2);
  assert.equal(pictureOf(spawned, filters, null).functions.total[0], 2);
});

test("any filters keep parents before children and invent no time", () => {
  let seed = 7;
  const dice = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 60; round++) {
    const functions = 1 + dice(6);
    const rows: PathRow[] = Array.from({ length: 1 + dice(60) }, (_, path) => [
      path === 0 ? -1 : dice(path + 1) - 1,
      dice(functions),
      dice(100),
      dice(5) === 0 ? 1 : 0,
    ]);
    const whole = recording(Array.from({ length: functions }, (_, row) => `m${row}::f`), rows);
    const picture = pictureOf(
      whole,
      {
        ...NO_FILTERS,
        focus: dice(3) === 0 ? dice(functions) : -1,
        hidden: dice(2) === 0 ? [dice(functions)] : [],
        foldRecursion: dice(2) === 0,
        hiddenModules: [`m${dice(functions)}`],
      },
      null,
    );
    picture.paths.parent.forEach((parent, path) => assert.ok(parent < path));
    assert.ok(sum(picture.paths.self) <= whole.busy + 1e-9);
    assert.equal(sum(picture.paths.self), sum(picture.functions.self));
    assert.ok(picture.share >= 0 && picture.share <= 1);
    assert.ok(picture.functions.total.every((total, fn) => total + 1e-9 >= picture.functions.self[fn] || picture.paths.detached.includes(1)));
  }
});

test("a range has the part of each call that lies in it", () => {
  // outer runs 0–100, polled 0–20 and 80–100; inner within it 10–60, polled 10–18 and 50–60.
  const timeline: Timeline = {
    ...noTimeline(),
    length: 2,
    fn: Int32Array.of(0, 1),
    path: Int32Array.of(0, 1),
    parent: Int32Array.of(-1, 0),
    lane: Int32Array.of(-1, -1),
    start: Float64Array.of(0, 10),
    end: Float64Array.of(100, 60),
    ended: Uint8Array.of(Ended.Ok, Ended.Error),
    sliceFrom: Uint32Array.of(0, 3, 5),
    sliceStart: Float64Array.of(0, 50, 80, 10, 50),
    sliceEnd: Float64Array.of(20, 61, 100, 18, 60),
    sliceThread: new Float64Array(5),
  };
  const whole = recording(["outer", "inner"], [[-1, 0, 31], [0, 1, 18]], timeline);
  const picture = pictureOf(whole, NO_FILTERS, [15, 55]);
  assert.deepEqual([...picture.functions.calls], [1, 1]);
  assert.deepEqual([...picture.functions.total], [40, 40]);
  assert.deepEqual([...picture.functions.active], [5 + 5, 3 + 5]);
  assert.deepEqual([...picture.functions.self], [2, 8]);
  assert.notEqual(picture.note, "");
  const later = pictureOf(whole, NO_FILTERS, [70, 90]);
  assert.equal(later.paths.length, 1, "only what was at work");
  assert.deepEqual([...later.functions.self], [10, 0]);
});

test("a search hits names and says how much of the time is on paths through them", () => {
  const whole = recording(["a::main", "b::Work", "c::leaf"], [[-1, 0, 1], [0, 1, 2], [1, 2, 4], [0, 2, 3]]);
  const picture = pictureOf(whole, NO_FILTERS, null);
  const found = searchFor(whole.functions, "work", false);
  assert.deepEqual([...found.hits], [0, 1, 0]);
  assert.ok(Math.abs(shareThrough(picture, found.hits) - 0.6) < 1e-9);
  assert.equal(searchFor(whole.functions, "^[ac]::", true).count, 2);
  const wrong = searchFor(whole.functions, "(", true);
  assert.equal(wrong.count, 0);
  assert.notEqual(wrong.error, "");
});

test("a function that a filter leaves out is shown again by taking away what hides it", () => {
  const made = recording(["a::main", "b::one", "b::two"], [
    [-1, 0, 1],
    [0, 1, 2],
    [0, 2, 3],
  ]);
  assert.equal(leftBy(made, NO_FILTERS), null);
  const ways = [
    { hidden: [0, 1] },
    { hiddenModules: ["b"] },
    { onlyModules: ["a"] },
    { focus: 2 },
    { hidden: [1], hiddenModules: ["b"] },
  ];
  for (const way of ways) {
    const filters = { ...NO_FILTERS, ...way };
    assert.equal(leftBy(made, filters)![1], 0);
    const changed = { ...filters, ...shownAgain(made, filters, 1) };
    assert.notEqual(leftBy(made, changed)?.[1], 0, JSON.stringify(way));
  }
  assert.deepEqual(shownAgain(made, { ...NO_FILTERS, hidden: [0, 1] }, 1).hidden, [0], "others stay hidden");
});
