/** What the async calls of a recording should be looked at for, by rules that the page names. */

import { ASYNC, type Recording } from "../model.ts";
import { isCounted } from "../origin.ts";

/** A poll that keeps its thread this long keeps every other task of the thread waiting. */
export const LONG_POLL = 10e6;
/** As many calls of one function, one after another, are called a pattern. */
export const IN_A_ROW = 3;
/** Calls that wait for at least this part of their time would have waited together. */
export const MOSTLY_WAITING = 0.5;
/** What the pattern costs must matter to who makes the calls. */
export const MATTERS = 0.1;
/** Gathered calls of which so much of the time was work did not wait at the same time. */
export const MOSTLY_WORK = 0.8;

export type Rule = "never-yielded" | "long-poll" | "one-after-another" | "gathered-work";

export interface Verdict {
  readonly rule: Rule;
  /** A row of the function table. */
  readonly fn: number;
  /** How often it was seen: calls or polls. */
  readonly times: number;
  /** The longest, or the sum of what could be saved; nanoseconds. */
  readonly cost: number;
  /** The function within which it was seen; −1 for none. */
  readonly within: number;
}

/** The part of every poll in which no poll of a call below it ran; by slice. */
export function ownPollTime({ timeline, paths }: Recording): Float64Array {
  const own = new Float64Array(timeline.sliceStart.length);
  for (let slice = 0; slice < own.length; slice++) own[slice] = timeline.sliceEnd[slice] - timeline.sliceStart[slice];
  for (let call = 0; call < timeline.length; call++) {
    const parent = timeline.parent[call];
    if (parent < 0 || (timeline.path[call] >= 0 && paths.detached[timeline.path[call]] === 1)) continue;
    // Both are in the order of time, so one walk over each finds the poll around every poll.
    let around = timeline.sliceFrom[parent];
    const end = timeline.sliceFrom[parent + 1];
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++) {
      while (around < end && timeline.sliceEnd[around] < timeline.sliceEnd[slice]) around += 1;
      if (around < end && timeline.sliceStart[around] <= timeline.sliceStart[slice])
        own[around] -= timeline.sliceEnd[slice] - timeline.sliceStart[slice];
    }
  }
  return own;
}

export function verdictsOf(recording: Recording): readonly Verdict[] {
  return [...neverYielded(recording), ...longPolls(recording), ...lostConcurrency(recording)];
}

/** A function whose every call was ready at its first poll has no need to be async. */
function neverYielded({ functions: f }: Recording): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let fn = 0; fn < f.length; fn++)
    if ((f.flags[fn] & ASYNC) !== 0 && isCounted(f, fn) && f.calls[fn] > 0 && f.inFlight[fn] === 0 && f.polls[fn] <= f.calls[fn])
      verdicts.push({ rule: "never-yielded", fn, times: f.calls[fn], cost: f.active[fn], within: -1 });
  return verdicts.sort((a, b) => b.cost - a.cost);
}

function longPolls(recording: Recording): Verdict[] {
  const { timeline } = recording;
  const own = ownPollTime(recording);
  const seen = new Map<number, { times: number; cost: number }>();
  for (let call = 0; call < timeline.length; call++)
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++) {
      if (own[slice] <= LONG_POLL) continue;
      const sum = seen.get(timeline.fn[call]) ?? { times: 0, cost: 0 };
      seen.set(timeline.fn[call], { times: sum.times + 1, cost: Math.max(sum.cost, own[slice]) });
    }
  return [...seen]
    .map(([fn, sum]): Verdict => ({ rule: "long-poll", fn, ...sum, within: -1 }))
    .sort((a, b) => b.cost - a.cost);
}

/** Calls that waited one after another and could have waited at once, and gathered ones that only worked. */
function lostConcurrency({ timeline, functions }: Recording): Verdict[] {
  const children = new Map<number, number[]>();
  for (let call = 0; call < timeline.length; call++) {
    const parent = timeline.parent[call];
    if (parent < 0) continue;
    const list = children.get(parent);
    if (list === undefined) children.set(parent, [call]);
    else list.push(call);
  }
  const length = (call: number): number => timeline.end[call] - timeline.start[call];
  const ran = (call: number): number => {
    let sum = 0;
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++)
      sum += timeline.sliceEnd[slice] - timeline.sliceStart[slice];
    return sum;
  };
  const seen = new Map<string, Verdict>();
  const note = (rule: Rule, fn: number, within: number, times: number, cost: number): void => {
    const key = `${rule} ${fn} ${within}`;
    const sum = seen.get(key);
    seen.set(key, { rule, fn, within, times: times + (sum?.times ?? 0), cost: cost + (sum?.cost ?? 0) });
  };
  for (const [parent, calls] of children) {
    const within = timeline.fn[parent];
    if (!isCounted(functions, within)) {
      const gathered = calls.filter((call) => timeline.lane[call] >= 0);
      const work = gathered.reduce((sum, call) => sum + ran(call), 0);
      const span = length(parent);
      if (gathered.length >= 2 && span > 0 && work >= MOSTLY_WORK * span && work <= span * 1.05) {
        const inner = children.get(gathered[0])?.[0] ?? gathered[0];
        note("gathered-work", timeline.fn[inner], within, gathered.length, work);
      }
      continue;
    }
    const byFunction = new Map<number, number[]>();
    for (const call of calls) {
      const list = byFunction.get(timeline.fn[call]);
      if (list === undefined) byFunction.set(timeline.fn[call], [call]);
      else list.push(call);
    }
    for (const [fn, same] of byFunction) {
      if (same.length < IN_A_ROW) continue;
      const isInARow = same.every((call, i) => i === 0 || timeline.start[call] >= timeline.end[same[i - 1]]);
      if (!isInARow) continue;
      let sum = 0;
      let waited = 0;
      let longest = 0;
      for (const call of same) {
        sum += length(call);
        waited += length(call) - ran(call);
        longest = Math.max(longest, length(call));
      }
      if (waited >= MOSTLY_WAITING * sum && sum >= MATTERS * length(parent))
        note("one-after-another", fn, within, same.length, sum - longest);
    }
  }
  return [...seen.values()].sort((a, b) => b.cost - a.cost);
}
