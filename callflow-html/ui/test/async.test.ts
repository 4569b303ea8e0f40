import assert from "node:assert/strict";
import test from "node:test";
import { longestAwaits } from "../src/async/awaits.ts";
import { LONG_POLL, ownPollTime, verdictsOf } from "../src/async/verdicts.ts";
import { binned } from "../src/shell/bins.ts";
import { ASYNC, Ended, LIBRARY, type Recording, type Timeline } from "../src/model.ts";

interface Call {
  readonly fn: number;
  readonly parent?: number;
  readonly lane?: number;
  readonly polls: readonly (readonly [number, number])[];
  readonly end?: number;
  readonly ended?: Ended;
}

function timelineOf(calls: readonly Call[]): Timeline {
  const polls = calls.flatMap((call) => call.polls);
  const sliceFrom = [0];
  for (const call of calls) sliceFrom.push(sliceFrom[sliceFrom.length - 1] + call.polls.length);
  return {
    length: calls.length,
    fn: Int32Array.from(calls, (call) => call.fn),
    path: new Int32Array(calls.length).fill(-1),
    parent: Int32Array.from(calls, (call) => call.parent ?? -1),
    lane: Int32Array.from(calls, (call) => call.lane ?? -1),
    start: Float64Array.from(calls, (call) => call.polls[0][0]),
    end: Float64Array.from(calls, (call) => call.end ?? call.polls[call.polls.length - 1][1]),
    ended: Uint8Array.from(calls, (call) => call.ended ?? Ended.Ok),
    sliceFrom: Uint32Array.from(sliceFrom),
    sliceStart: Float64Array.from(polls, (poll) => poll[0]),
    sliceEnd: Float64Array.from(polls, (poll) => poll[1]),
    sliceThread: new Float64Array(polls.length),
    curveAt: new Float64Array(),
    curveTasks: new Float64Array(),
  };
}

/** Only what the verdicts read. */
function recordingOf(flags: readonly number[], calls: readonly Call[], polls: readonly number[] = flags.map(() => 9)): Recording {
  const functions = {
    length: flags.length,
    flags: Uint8Array.from(flags),
    calls: new Float64Array(flags.length).fill(3),
    inFlight: new Float64Array(flags.length),
    polls: Float64Array.from(polls),
    active: new Float64Array(flags.length).fill(5),
  };
  return { functions, paths: { detached: new Uint8Array() }, timeline: timelineOf(calls) } as unknown as Recording;
}

test("awaits of what waited for a traced call are that call's", () => {
  const timeline = timelineOf([
    { fn: 0, polls: [[0, 10], [90, 100]] },
    { fn: 1, parent: 0, polls: [[2, 8], [50, 60], [85, 95]] },
  ]);
  assert.deepEqual(longestAwaits(timeline, 5), [
    { call: 1, start: 8, end: 50, poll: 1, isOpen: false },
    { call: 1, start: 60, end: 85, poll: 2, isOpen: false },
  ]);
  assert.equal(longestAwaits(timeline, 1).length, 1);
});

test("a call in flight waits until the end of the recording", () => {
  const timeline = timelineOf([{ fn: 0, polls: [[0, 10]], end: 500, ended: Ended.InFlight }]);
  assert.deepEqual(longestAwaits(timeline, 5), [{ call: 0, start: 10, end: 500, poll: 1, isOpen: true }]);
});

test("never yielded: no more polls than calls", () => {
  const recording = recordingOf([ASYNC, ASYNC, 0, ASYNC | LIBRARY], [], [3, 4, 0, 3]);
  assert.deepEqual(verdictsOf(recording), [{ rule: "never-yielded", fn: 0, times: 3, cost: 5, within: -1 }]);
});

test("a long poll is that of the innermost call", () => {
  const recording = recordingOf([ASYNC, ASYNC], [
    { fn: 0, polls: [[0, 3 * LONG_POLL], [4 * LONG_POLL, 4 * LONG_POLL + 5]] },
    { fn: 1, parent: 0, polls: [[10, 10 + 2.5 * LONG_POLL]] },
  ]);
  assert.deepEqual([...ownPollTime(recording)], [0.5 * LONG_POLL, 5, 2.5 * LONG_POLL]);
  assert.deepEqual(verdictsOf(recording), [{ rule: "long-poll", fn: 1, times: 1, cost: 2.5 * LONG_POLL, within: -1 }]);
});

const waiting = (start: number, length: number): Call => ({
  fn: 1,
  parent: 0,
  polls: [[start, start + 1], [start + length - 1, start + length]],
});

test("calls that wait one after another have lost concurrency, those that overlap have not", () => {
  const outer: Call = { fn: 0, polls: [[0, 1], [299, 300]] };
  const inARow = recordingOf([ASYNC, ASYNC], [outer, waiting(0, 100), waiting(100, 99), waiting(200, 99)]);
  assert.deepEqual(verdictsOf(inARow), [{ rule: "one-after-another", fn: 1, within: 0, times: 3, cost: 198 }]);
  const atOnce = recordingOf([ASYNC, ASYNC], [outer, waiting(0, 100), waiting(1, 99), waiting(2, 99)]);
  assert.deepEqual(verdictsOf(atOnce), []);
  const two = recordingOf([ASYNC, ASYNC], [outer, waiting(0, 100), waiting(100, 99)]);
  assert.deepEqual(verdictsOf(two), []);
});

test("gathered calls that only work ran one after another", () => {
  const gather: Call = { fn: 0, polls: [[0, 100]] };
  const child = (lane: number, start: number, end: number): Call => ({ fn: 1, parent: 0, lane, polls: [[start, end]] });
  const flags = [ASYNC | LIBRARY, ASYNC | LIBRARY];
  const worked = verdictsOf(recordingOf(flags, [gather, child(0, 0, 50), child(1, 50, 100)]));
  assert.deepEqual(worked, [{ rule: "gathered-work", fn: 1, within: 0, times: 2, cost: 100 }]);
  assert.deepEqual(verdictsOf(recordingOf(flags, [gather, child(0, 0, 5), child(1, 50, 60)])), []);
});

test("bins of equal ratio hold every value", () => {
  const bins = binned([1, 10, 11, 999, 1_000], [1, 2, 3, 4, 5], 30);
  assert.equal(bins.from, 0);
  assert.equal(bins.weights.reduce((a, b) => a + b), 15);
  assert.equal(bins.weights[0], 1);
  assert.equal(bins.weights[bins.weights.length - 1] > 0, true);
  assert.equal(binned([], null, 30).weights.reduce((a, b) => a + b), 0);
});
