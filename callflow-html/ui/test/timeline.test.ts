import assert from "node:assert/strict";
import test from "node:test";
import { type Timeline } from "../src/model.ts";
import { ticks } from "../src/timeline/axis.ts";
import {
  callNear,
  calledWithin,
  cover,
  criticalPath,
  curveOutline,
  familyOf,
  neighbourCall,
  packed,
  peakOf,
  tasksAt,
  worldOf,
  type Lanes,
} from "../src/timeline/layout.ts";
import { random } from "./synthetic.ts";
import { timelineOf, type Call } from "./timelines.ts";

/** Each lane as text: the calls in it, in order. */
function told(lanes: Lanes): string[] {
  return Array.from({ length: lanes.count }, (_, lane) =>
    lanes.calls.subarray(lanes.from[lane], lanes.from[lane + 1]).join(" "),
  );
}

const lanesOf = (timeline: Timeline): Lanes => packed(timeline, familyOf(timeline));

test("one call has one lane, none has none", () => {
  assert.deepEqual(told(lanesOf(timelineOf([{ start: 5, end: 9 }]))), ["0"]);
  assert.deepEqual(told(lanesOf(timelineOf([]))), []);
});

test("calls one after the other share a lane, calls at once do not", () => {
  const timeline = timelineOf([
    { start: 0, end: 10 },
    { start: 5, end: 15 },
    { start: 10, end: 20 },
    { start: 15, end: 16 },
  ]);
  assert.deepEqual(told(lanesOf(timeline)), ["0 2", "1 3"]);
});

test("children stand below who spawned them, and blocks that do not meet share lanes", () => {
  const timeline = timelineOf([
    { start: 0, end: 100 },
    { start: 10, end: 50, parent: 0 },
    { start: 20, end: 60, parent: 0 },
    { start: 30, end: 40 },
    { start: 55, end: 90, parent: 0 },
    { start: 200, end: 300 },
    { start: 210, end: 290, parent: 5 },
  ]);
  assert.deepEqual(told(lanesOf(timeline)), ["0 5", "1 4 6", "2", "3"]);
});

test("a child that outlives its parent keeps its lane", () => {
  const timeline = timelineOf([
    { start: 0, end: 10 },
    { start: 5, end: 100, parent: 0 },
    { start: 20, end: 30 },
    { start: 21, end: 29, parent: 2 },
  ]);
  assert.deepEqual(told(lanesOf(timeline)), ["0", "1", "2", "3"]);
});

test("a circle of parents is cut, not followed", () => {
  const timeline = timelineOf([
    { start: 0, end: 10, parent: 1 },
    { start: 1, end: 9, parent: 0 },
    { start: 2, end: 3, parent: 2 },
  ]);
  const family = familyOf(timeline);
  assert.deepEqual([...family.order].sort(), [0, 1, 2]);
  assert.deepEqual(told(packed(timeline, family)), ["0", "1", "2"]);
});

test("5,000 calls nested in each other are 5,000 lanes", () => {
  const timeline = timelineOf(
    Array.from({ length: 5000 }, (_, at) => ({ start: at, end: 20_000 - at, parent: at - 1 })),
  );
  const lanes = lanesOf(timeline);
  assert.equal(lanes.count, 5000);
  assert.equal(lanes.of[4999], 4999);
});

for (const [length, spread] of [
  [300, 50],
  [2000, 4000],
  [2000, 0],
] as const) {
  test(`no two calls of a lane overlap, children stand below parents: ${length} calls within ${spread}`, () => {
    const next = random(length + spread);
    const calls: Call[] = [];
    for (let at = 0; at < length; at++) {
      const start = Math.floor(next() * spread);
      const parent = at > 0 && next() < 0.6 ? Math.floor(next() * at) : -1;
      calls.push({ start: parent < 0 ? start : Math.max(start, calls[parent].start), end: 0, parent });
      calls[at] = { ...calls[at], end: calls[at].start + Math.floor(next() * 80) };
    }
    const timeline = timelineOf(calls);
    const lanes = lanesOf(timeline);
    assert.equal(lanes.calls.length, length);
    assert.deepEqual(
      [...lanes.calls].sort((one, other) => one - other),
      calls.map((_, at) => at),
    );
    for (let lane = 0; lane < lanes.count; lane++) {
      assert.ok(lanes.from[lane + 1] > lanes.from[lane], "no lane is empty");
      for (let at = lanes.from[lane] + 1; at < lanes.from[lane + 1]; at++) {
        assert.ok(timeline.end[lanes.calls[at - 1]] <= timeline.start[lanes.calls[at]]);
      }
    }
    calls.forEach((call, at) => call.parent! >= 0 && assert.ok(lanes.of[at] > lanes.of[call.parent!]));
    for (let at = 0; at < length; at++) {
      if (calls[at].end === calls[at].start) continue;
      assert.equal(callNear(timeline, lanes, lanes.of[at], (calls[at].start + calls[at].end) / 2, 0), at);
    }
  });
}

test("fine slices are drawn as how much of a pixel they cover, wide ones as they are", () => {
  const start = Float64Array.of(0, 10, 20, 300, 990);
  const end = Float64Array.of(5, 15, 25, 600, 2000);
  const seen: number[][] = [];
  cover(start, end, 0, 5, { from: 0, to: 1000 }, 10, (...stroke) => seen.push(stroke));
  assert.deepEqual(
    seen.map((stroke) => stroke.map((value) => Math.round(value * 1000) / 1000)),
    [
      [0, 1, 0.15],
      [3, 3, 1],
      [9.9, 0.1, 1],
    ],
  );
});

test("what is covered adds up to the time of the slices", () => {
  const next = random(3);
  const start = new Float64Array(5000);
  const end = new Float64Array(5000);
  let at = 0;
  let sum = 0;
  for (let slice = 0; slice < 5000; slice++) {
    start[slice] = at += next() * 100;
    end[slice] = at += next() * (slice % 100 === 0 ? 5000 : 60);
    sum += end[slice] - start[slice];
  }
  let covered = 0;
  cover(start, end, 0, 5000, { from: 0, to: at }, 1000, (_, width, share) => (covered += width * share));
  assert.ok(Math.abs((covered * at) / 1000 / sum - 1) < 0.02);
});

test("the curve never loses a peak between two pixels", () => {
  const timeline = timelineOf(
    [],
    [
      [0, 1],
      [100, 7],
      [101, 2],
      [500, 3],
      [900, 0],
    ],
  );
  assert.equal(peakOf(timeline), 7);
  assert.deepEqual(
    [...curveOutline(timeline, { from: 0, to: 1000 }, 10, 7)].map((value) => Math.round(value * 7)),
    [0, 7, 0, 6, 7, 6, 7, 0, 14, 0, 14, 5, 35, 5, 35, 4, 70, 4, 70, 7, 70, 7, 70, 7],
  );
  assert.equal(tasksAt(timeline, 100), 7);
  assert.equal(tasksAt(timeline, 99), 1);
  assert.equal(tasksAt(timeline, -1), 0);
});

test("the critical path is what was awaited last, and before that, and within that", () => {
  const timeline = timelineOf([
    { start: 0, end: 100 },
    { start: 0, end: 40, parent: 0 },
    { start: 0, end: 30, parent: 0 },
    { start: 45, end: 95, parent: 0 },
    { start: 50, end: 90, parent: 3 },
    { start: 50, end: 85, parent: 3 },
    { start: 60, end: 200, parent: 0 },
  ]);
  assert.deepEqual(criticalPath(timeline, familyOf(timeline), 0), [3, 4, 1]);
  assert.deepEqual(criticalPath(timeline, familyOf(timeline), 2), []);
});

test("arrow keys lead along a lane and to the lanes beside it", () => {
  const timeline = timelineOf([
    { start: 0, end: 10 },
    { start: 5, end: 15 },
    { start: 10, end: 20 },
  ]);
  const lanes = lanesOf(timeline);
  assert.equal(neighbourCall(timeline, lanes, 0, "right"), 2);
  assert.equal(neighbourCall(timeline, lanes, 2, "right"), 2);
  assert.equal(neighbourCall(timeline, lanes, 2, "left"), 0);
  assert.equal(neighbourCall(timeline, lanes, 0, "down"), 1);
  assert.equal(neighbourCall(timeline, lanes, 0, "up"), 0);
});

test("ticks are round, apart from each other and tell themselves apart", () => {
  const labels = (from: number, to: number): string[] =>
    ticks({ from, to }, 600).map(({ label }) => label.replaceAll("\u00a0", " "));
  assert.deepEqual(labels(0, 1e9), ["0", "0.2 s", "0.4 s", "0.6 s", "0.8 s", "1.0 s"]);
  assert.deepEqual(labels(0, 41_300_000), ["0", "10 ms", "20 ms", "30 ms", "40 ms"]);
  assert.deepEqual(labels(1_234_567_000, 1_234_568_000), [
    "1 234 567.0 µs",
    "1 234 567.2 µs",
    "1 234 567.4 µs",
    "1 234 567.6 µs",
    "1 234 567.8 µs",
    "1 234 568.0 µs",
  ]);
  assert.deepEqual(labels(0, 3), ["0", "1 ns", "2 ns", "3 ns"]);
});

test("calls in a range, and the world, reach from the first moment to the last", () => {
  const timeline = timelineOf([
    { start: 0, end: 10 },
    { start: 5, end: 15 },
    { start: 10, end: 20 },
  ]);
  assert.equal(calledWithin(timeline, { from: 10, to: 12 }).length, 2);
  assert.equal(calledWithin(timeline, { from: 20, to: 22 }).length, 0);
  assert.deepEqual(worldOf(timeline, 12), { from: 0, to: 20 });
  assert.deepEqual(worldOf(timelineOf([]), 0), { from: 0, to: 1 });
});
