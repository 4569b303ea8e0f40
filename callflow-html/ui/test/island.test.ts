import assert from "node:assert/strict";
import test from "node:test";
import { exactly, recordingOf, type WireRecording } from "../src/island.ts";
import { ASYNC } from "../src/model.ts";

const zeros = { rows: 2, name: [0, 1], cut: [6, 0], module: [2, 3], file: 4, line: [12, 0], flags: [1, 0] };

function wire(change: Partial<WireRecording> = {}): WireRecording {
  const numbers = Object.fromEntries(
    "calls ok error panicked cancelled inFlight neverPolled polls total active self await min mean p50 p95 p99 max maxConcurrent"
      .split(" ")
      .map((name) => [name, 0]),
  );
  return {
    title: "t",
    wall: 100,
    busy: "9007199254740993",
    functions: {
      ...zeros,
      ...numbers,
      self: [5, "9007199254740993"],
      histogram: [[10, 1, 5, 2], []],
      args: { "1": [0] },
    },
    paths: { rows: 2, parent: [-1, 0], fn: [0, 1], detached: 0, calls: 1, failed: 0, total: 3, active: 3, self: 3 },
    edges: { rows: 1, from: 0, to: 1, calls: 7, total: 9 },
    timeline: {
      rows: 2,
      fn: 0,
      path: [0, -1],
      parent: [-1, 0],
      lane: -1,
      start: [10, 5],
      length: [50, 20],
      ended: 1,
      polls: [2, 1],
      slices: { rows: 3, after: [0, 10, 1], length: [5, 6, 7], thread: [0, 1, 0] },
      curve: { rows: 2, at: [10, 50], tasks: [1, 0] },
    },
    leftOut: { paths: "", timeline: "" },
    ...change,
  };
}
const strings = ["shop::a", "b", "shop", "", "src/a.rs"];

test("columns are read, one number standing for a whole one", () => {
  const { functions: f, edges } = recordingOf(wire(), strings);
  assert.deepEqual(f.name, ["shop::a", "b"]);
  assert.deepEqual(f.short, ["a", "b"]);
  assert.deepEqual(f.file, ["src/a.rs", "src/a.rs"]);
  assert.deepEqual([...f.line], [12, 0]);
  assert.equal(f.flags[0], ASYNC);
  assert.deepEqual(f.args, [[], ["shop::a"]]);
  assert.deepEqual(f.histogram[0], { from: [10, 15], calls: [1, 2] });
  assert.deepEqual([edges.from[0], edges.to[0], edges.calls[0], edges.total[0]], [0, 1, 7, 9]);
});

test("what a double rounds is kept to the last digit", () => {
  const { functions: f } = recordingOf(wire(), strings);
  assert.equal(exactly(f, "self", 1, f.self[1]), 9007199254740993n);
  assert.equal(exactly(f, "self", 0, f.self[0]), 5);
});

test("moments are added up, polls from the start of their call", () => {
  const { timeline: t } = recordingOf(wire(), strings);
  assert.deepEqual([...t.start], [10, 15]);
  assert.deepEqual([...t.end], [60, 35]);
  assert.deepEqual([...t.sliceFrom], [0, 2, 3]);
  assert.deepEqual([...t.sliceStart], [10, 25, 16]);
  assert.deepEqual([...t.sliceEnd], [15, 31, 23]);
  assert.deepEqual([...t.curveAt], [10, 60]);
});

test("an island that is not whole is refused by the name of what is wrong", () => {
  const { edges } = wire();
  assert.throws(() => recordingOf(wire({ edges: { ...edges, rows: 2, from: [1] } }), strings), /“from” has 1 rows instead of 2/);
  const { total: _, ...rest } = edges;
  assert.throws(() => recordingOf(wire({ edges: rest as typeof edges }), strings), /“total” is missing/);
});

test("an empty recording is one", () => {
  const none = { rows: 0 };
  const all = (names: string): Record<string, never[]> => Object.fromEntries(names.split(" ").map((name) => [name, []]));
  const empty = recordingOf(
    wire({
      paths: { ...none, ...all("parent fn detached calls failed total active self") },
      edges: { ...none, ...all("from to calls total") },
      timeline: {
        ...none,
        ...all("fn path parent lane start length ended polls"),
        slices: { ...none, ...all("after length thread") },
        curve: { ...none, ...all("at tasks") },
      },
    }),
    strings,
  );
  assert.equal(empty.paths.length + empty.edges.length + empty.timeline.length, 0);
});
