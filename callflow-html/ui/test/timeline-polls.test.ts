import assert from "node:assert/strict";
import test from "node:test";
import { Ended } from "../src/model.ts";
import { SvgSurface } from "../src/surface.ts";
import { bucketAt, drawHistogram, longestAwaits, pollHistogram } from "../src/timeline/polls.ts";
import { timelineOf } from "./timelines.ts";

const timeline = timelineOf([
  {
    start: 0,
    end: 1000,
    polls: [
      [0, 1],
      [10, 29],
      [500, 520],
      [999, 1000],
    ],
  },
  {
    start: 100,
    end: 5000,
    ended: Ended.InFlight,
    polls: [
      [100, 300],
      [700, 900],
    ],
  },
  { start: 4, end: 4, polls: [[4, 4]] },
]);

test("every poll is in the bucket that its duration lies in", () => {
  const histogram = pollHistogram(timeline);
  assert.deepEqual(histogram, {
    from: [0, 2, 5, 10, 20, 50, 100, 200, 500],
    count: [3, 0, 0, 1, 1, 0, 0, 2],
    polls: 7,
  });
  assert.deepEqual(bucketAt(histogram, 0.5), [10, 20]);
  assert.deepEqual(bucketAt(histogram, 1), [200, 500]);
});

test("bounds belong to the bucket that they begin", () => {
  for (const nanos of [1, 2, 5, 10, 999, 1000, 1001, 2e6, 4_999_999, 5e6, 1e9]) {
    const { from, count } = pollHistogram(timelineOf([{ start: 0, end: nanos, polls: [[0, nanos]] }]));
    assert.deepEqual(count, [1]);
    assert.ok((from[0] === 0 ? 1 : from[0]) <= nanos && nanos < from[1], `${nanos} in ${from}`);
  }
});

test("a range keeps the polls that began in it", () => {
  assert.equal(pollHistogram(timeline, { from: 0, to: 100 }).polls, 3);
  assert.deepEqual(pollHistogram(timeline, { from: 6000, to: 7000 }), { from: [], count: [], polls: 0 });
  assert.equal(bucketAt(pollHistogram(timeline, { from: 6000, to: 7000 }), 0.5), null);
});

test("the longest awaits come first, one that never ended is open", () => {
  const told = longestAwaits(timeline, 3).map(
    ({ call, afterPoll, from, to, isOpen }) => `${call}.${afterPoll} ${from}-${to}${isOpen ? "…" : ""}`,
  );
  assert.deepEqual(told, ["1.2 900-5000…", "0.3 520-999", "0.2 29-500"]);
  assert.deepEqual(longestAwaits(timeline, 10).length, 5);
  assert.deepEqual(
    longestAwaits(timeline, 10, { from: 0, to: 20 }).map(({ from }) => from),
    [1],
  );
});

test("the drawing has a bar for every bucket with polls", () => {
  const surface = new SvgSurface(600, 120, () => 6);
  drawHistogram(surface, pollHistogram(timeline), 600, 120, {
    bar: "#123",
    text: "#000",
    muted: "#555",
    line: "#ccc",
    label: (nanos) => `${nanos} ns`,
    number: String,
  });
  const svg = surface.toString();
  assert.equal(svg.match(/<rect/g)!.length, 4);
  assert.match(svg, />3<\/text>/);
  assert.match(svg, />10 ns<\/text>/);
});
