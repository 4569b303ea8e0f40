/** Where the calls of a timeline stand, and what of them is seen. Pure. */
import { firstWhere, type Extent } from "../extent.ts";
import { Ended, type Timeline } from "../model.ts";

/** The calls that each call spawned or awaited, in order of their start. */
export interface Family {
  readonly from: Int32Array;
  readonly list: Int32Array;
  /** Parents stand before their children; who stands in a circle stands at the end. */
  readonly order: Int32Array;
  /** The parents that are used: −1 where the data has none, or would lead in a circle. */
  readonly parent: Int32Array;
}

export interface Lanes {
  readonly count: number;
  /** The lane of each call. */
  readonly of: Int32Array;
  /** The calls of lane `l` are `calls[from[l]]` up to `calls[from[l + 1]]`, in order of their start. */
  readonly from: Int32Array;
  readonly calls: Int32Array;
}

/** A copy of `calls` in order of their start. */
function inOrder(timeline: Timeline, calls: Int32Array): Int32Array {
  return calls.slice().sort((one, other) => timeline.start[one] - timeline.start[other] || one - other);
}

export function familyOf(timeline: Timeline): Family {
  const { length } = timeline;
  const byStart = inOrder(
    timeline,
    Int32Array.from({ length }, (_, call) => call),
  );
  const grouped = (parent: Int32Array): { from: Int32Array; list: Int32Array } => {
    const from = new Int32Array(length + 1);
    for (let call = 0; call < length; call++) if (parent[call] >= 0) from[parent[call] + 1]++;
    for (let call = 0; call < length; call++) from[call + 1] += from[call];
    const next = from.slice();
    const list = new Int32Array(from[length]);
    for (const call of byStart) if (parent[call] >= 0) list[next[parent[call]]++] = call;
    return { from, list };
  };
  const parent = timeline.parent.map((up, call) => (up < length && up !== call ? up : -1));
  let { from, list } = grouped(parent);
  const order = new Int32Array(length);
  const placed = new Uint8Array(length);
  let filled = 0;
  const place = (call: number): void => {
    placed[call] = 1;
    order[filled++] = call;
  };
  let next = 0;
  const descend = (): void => {
    for (; next < filled; next++) {
      const call = order[next];
      for (let at = from[call]; at < from[call + 1]; at++) if (placed[list[at]] === 0) place(list[at]);
    }
  };
  for (const call of byStart) if (parent[call] < 0) place(call);
  descend();
  if (filled < length) {
    for (const call of byStart) {
      if (placed[call] === 1) continue;
      parent[call] = -1;
      place(call);
      descend();
    }
    ({ from, list } = grouped(parent));
  }
  return { from, list, order, parent };
}

/**
 * A lane for each call that runs at the same time as another, a call's children right below it. A call and all that
 * stems from it are a block; blocks that do not overlap in time share lanes, first come first.
 */
export function packed(timeline: Timeline, family: Family): Lanes {
  const { length } = timeline;
  /** A block's lane, counted from the lane below its parent's. */
  const offset = new Int32Array(length);
  const height = new Int32Array(length).fill(1);
  const until = new Float64Array(length);
  // A call that took no measurable time still needs a place of its own.
  for (let call = 0; call < length; call++) until[call] = Math.max(timeline.end[call], timeline.start[call] + 1);
  for (let at = length - 1; at >= 0; at--) {
    const call = family.order[at];
    const from = family.from[call];
    const to = family.from[call + 1];
    if (from === to) continue;
    height[call] = 1 + stack(timeline, family.list.subarray(from, to), height, until, offset);
    for (let child = from; child < to; child++) until[call] = Math.max(until[call], until[family.list[child]]);
  }
  const byStart = inOrder(timeline, family.order);
  const roots = byStart.filter((call) => family.parent[call] < 0);
  const count = stack(timeline, roots, height, until, offset);
  const of = new Int32Array(length);
  for (const call of family.order) {
    const parent = family.parent[call];
    of[call] = offset[call] + (parent < 0 ? 0 : of[parent] + 1);
  }
  const from = new Int32Array(count + 1);
  for (let call = 0; call < length; call++) from[of[call] + 1]++;
  for (let lane = 0; lane < count; lane++) from[lane + 1] += from[lane];
  const next = from.slice();
  const calls = new Int32Array(length);
  for (const call of byStart) calls[next[of[call]]++] = call;
  return { count, of, from, calls };
}

/** Gives each block the topmost run of lanes that is free when it begins; returns the number of lanes used. */
function stack(
  timeline: Timeline,
  blocks: Int32Array,
  height: Int32Array,
  until: Float64Array,
  offset: Int32Array,
): number {
  let freeAt = new Float64Array(Math.max(16, blocks.length));
  let used = 0;
  // Above this lane everything is taken until `taken`: thousands of calls at once need not be looked through each time.
  let first = 0;
  let taken = Infinity;
  for (const block of blocks) {
    const start = timeline.start[block];
    const rows = height[block];
    if (start >= taken) {
      first = 0;
      taken = Infinity;
    }
    let lane = first;
    let run = 0;
    let isFirstFree = true;
    while (run < rows && lane + run < used) {
      if (freeAt[lane + run] <= start) {
        run++;
        isFirstFree = false;
        continue;
      }
      if (isFirstFree && run === 0) {
        taken = Math.min(taken, freeAt[lane]);
        first = lane + 1;
      }
      lane += run + 1;
      run = 0;
    }
    if (lane + rows > freeAt.length) {
      const more = new Float64Array(2 * (lane + rows));
      more.set(freeAt);
      freeAt = more;
    }
    for (let row = lane; row < lane + rows; row++) freeAt[row] = until[block];
    used = Math.max(used, lane + rows);
    offset[block] = lane;
  }
  return used;
}

/** Slices narrower than this many pixels are drawn as how much of each pixel they cover. */
export const FINE = 1.2;

/**
 * The visible ones of the slices `from` up to `to`, in pixels. Many that fall into one pixel are one stroke that says
 * how much of the pixel they cover.
 */
export function cover(
  start: Float64Array,
  end: Float64Array,
  from: number,
  to: number,
  view: Extent,
  pixels: number,
  emit: (left: number, width: number, share: number) => void,
): void {
  const scale = pixels / (view.to - view.from);
  let pixel = -1;
  let share = 0;
  const flush = (): void => {
    if (pixel >= 0) emit(pixel, 1, Math.min(1, share));
    pixel = -1;
    share = 0;
  };
  for (let slice = firstWhere(from, to, (at) => end[at] > view.from); slice < to && start[slice] < view.to; slice++) {
    const left = (start[slice] - view.from) * scale;
    const width = (end[slice] - start[slice]) * scale;
    if (width >= FINE) {
      flush();
      const inside = Math.max(0, left);
      emit(inside, Math.min(pixels, left + width) - inside, 1);
      continue;
    }
    const at = Math.max(0, Math.floor(left));
    if (at !== pixel) flush();
    pixel = at;
    share += width;
  }
  flush();
}

/**
 * The outline of the curve as x and y in turn, y from 0 to 1 upside down as screens count. Where many steps fall into a
 * pixel, the highest is shown: peaks are what the curve is read for.
 */
export function curveOutline(timeline: Timeline, view: Extent, pixels: number, peak: number): Float64Array {
  const { curveAt, curveTasks } = timeline;
  const count = curveAt.length;
  const points: number[] = [0, 1];
  const scale = pixels / (view.to - view.from);
  const high = (tasks: number): number => 1 - (peak > 0 ? tasks / peak : 0);
  let next = firstWhere(0, count, (at) => curveAt[at] > view.from);
  let now = next > 0 ? curveTasks[next - 1] : 0;
  let shown = now;
  points.push(0, high(now));
  while (next < count && curveAt[next] < view.to) {
    const pixel = Math.floor((curveAt[next] - view.from) * scale);
    let most = now;
    for (
      ;
      next < count && curveAt[next] < view.to && Math.floor((curveAt[next] - view.from) * scale) === pixel;
      next++
    ) {
      now = curveTasks[next];
      if (now > most) most = now;
    }
    if (most !== shown) points.push(pixel, high(shown), pixel, high(most));
    if (now !== most) points.push(pixel + 1, high(most), pixel + 1, high(now));
    shown = now;
  }
  points.push(pixels, high(shown), pixels, 1);
  return Float64Array.from(points);
}

/** The number of tasks at a moment. */
export function tasksAt(timeline: Timeline, moment: number): number {
  const next = firstWhere(0, timeline.curveAt.length, (at) => timeline.curveAt[at] > moment);
  return next > 0 ? timeline.curveTasks[next - 1] : 0;
}

/** The most tasks at once. */
export function peakOf(timeline: Timeline): number {
  let peak = 0;
  for (const tasks of timeline.curveTasks) if (tasks > peak) peak = tasks;
  return peak;
}

/** The time that a timeline covers; at least a nanosecond. */
export function worldOf(timeline: Timeline, wall: number): Extent {
  let to = Math.max(1, wall);
  for (let call = 0; call < timeline.length; call++) if (timeline.end[call] > to) to = timeline.end[call];
  return { from: 0, to };
}

/** The functions of the calls in progress at some moment of a range, each as often as it was called. */
export function calledWithin(timeline: Timeline, range: Extent): Int32Array {
  return timeline.fn.filter((_, call) => timeline.start[call] < range.to && timeline.end[call] > range.from);
}

/** The call in a lane at a moment, or one that lies within `reach` of it; −1 for none. */
export function callNear(timeline: Timeline, lanes: Lanes, lane: number, moment: number, reach: number): number {
  if (lane < 0 || lane >= lanes.count) return -1;
  const from = lanes.from[lane];
  const to = lanes.from[lane + 1];
  const after = firstWhere(from, to, (at) => timeline.start[lanes.calls[at]] > moment);
  const before = after > from ? lanes.calls[after - 1] : -1;
  if (before >= 0 && timeline.end[before] > moment) return before;
  const later = after < to ? lanes.calls[after] : -1;
  const left = before >= 0 ? moment - timeline.end[before] : Infinity;
  const right = later >= 0 ? timeline.start[later] - moment : Infinity;
  if (Math.min(left, right) > reach) return -1;
  return left <= right ? before : later;
}

/** No drawing of more steps is readable. */
const MOST_STEPS = 400;

/**
 * What a call's end waited for, the last first: from its end back to the child that ended last before it, through that
 * child likewise, then on from where the child began. Children that ran beside it do not count, as they did not delay it.
 */
export function criticalPath(timeline: Timeline, family: Family, call: number): number[] {
  const found: number[] = [];
  const byEnd = (of: number): number[] =>
    Array.from(family.list.subarray(family.from[of], family.from[of + 1])).sort(
      (one, other) => timeline.end[one] - timeline.end[other] || one - other,
    );
  const open = [{ before: timeline.end[call], children: byEnd(call) }];
  while (open.length > 0 && found.length < MOST_STEPS) {
    const frame = open[open.length - 1];
    const child = frame.children.pop();
    if (child === undefined) {
      open.pop();
      continue;
    }
    if (timeline.end[child] > frame.before) continue;
    found.push(child);
    frame.before = timeline.start[child];
    open.push({ before: timeline.end[child], children: byEnd(child) });
  }
  return found;
}

/** Where an arrow key leads from a call; the call itself where there is nothing. */
export function neighbourCall(
  timeline: Timeline,
  lanes: Lanes,
  call: number,
  direction: "up" | "down" | "left" | "right",
): number {
  const lane = lanes.of[call];
  if (direction === "left" || direction === "right") {
    const from = lanes.from[lane];
    const to = lanes.from[lane + 1];
    const at = firstWhere(from, to, (index) => timeline.start[lanes.calls[index]] >= timeline.start[call]);
    const next = at + (direction === "left" ? -1 : 1);
    return next >= from && next < to ? lanes.calls[next] : call;
  }
  const middle = (timeline.start[call] + timeline.end[call]) / 2;
  const step = direction === "up" ? -1 : 1;
  // A lane always has a call, if not at this moment.
  return lane + step < 0 || lane + step >= lanes.count
    ? call
    : callNear(timeline, lanes, lane + step, middle, Infinity);
}

/** What is said of how a call ended; empty where it ended well. */
export function endedWords(ended: number): string {
  switch (ended) {
    case Ended.InFlight:
      return "in flight when the recording ended";
    case Ended.Error:
      return "returned an error";
    case Ended.Panicked:
      return "panicked";
    case Ended.Cancelled:
      return "was cancelled";
    default:
      return "";
  }
}
