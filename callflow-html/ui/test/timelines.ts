/** Timelines written by hand. */
import { Ended, type Timeline } from "../src/model.ts";

export interface Call {
  readonly start: number;
  readonly end: number;
  readonly parent?: number;
  readonly ended?: Ended;
  readonly polls?: readonly (readonly [number, number])[];
}

export function timelineOf(calls: readonly Call[], curve: readonly (readonly [number, number])[] = []): Timeline {
  const sliceFrom = new Uint32Array(calls.length + 1);
  calls.forEach((call, at) => (sliceFrom[at + 1] = sliceFrom[at] + (call.polls?.length ?? 0)));
  const polls = calls.flatMap((call) => call.polls ?? []);
  return {
    length: calls.length,
    fn: new Int32Array(calls.length),
    path: new Int32Array(calls.length),
    parent: Int32Array.from(calls.map((call) => call.parent ?? -1)),
    lane: new Int32Array(calls.length).fill(-1),
    start: Float64Array.from(calls.map((call) => call.start)),
    end: Float64Array.from(calls.map((call) => call.end)),
    ended: Uint8Array.from(calls.map((call) => call.ended ?? Ended.Ok)),
    sliceFrom,
    sliceStart: Float64Array.from(polls.map(([start]) => start)),
    sliceEnd: Float64Array.from(polls.map(([, end]) => end)),
    sliceThread: new Float64Array(polls.length),
    curveAt: Float64Array.from(curve.map(([at]) => at)),
    curveTasks: Float64Array.from(curve.map(([, tasks]) => tasks)),
  };
}
