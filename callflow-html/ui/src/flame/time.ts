/** The flame graph in order of time. Pure. */
import type { Extent } from "../extent.ts";
import { runningSum, THREAD, type Flame } from "./layout.ts";

/** Stretches of time on threads, each with a key: the polls that a timeline kept. */
export interface Stretches {
  readonly length: number;
  readonly key: Int32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly thread: Float64Array;
}

/**
 * In order of time, one block of rows a thread. Segments nest strictly on a thread, so what began inside another stands
 * on it; only threads make this possible, because calls of async functions overlap.
 */
export function timeOrdered(stretches: Stretches, world: Extent): Flame {
  const order = Int32Array.from({ length: stretches.length }, (_, at) => at).filter(
    (at) => stretches.end[at] > world.from && stretches.start[at] < world.to && stretches.end[at] > stretches.start[at],
  );
  order.sort(
    (one, other) =>
      stretches.thread[one] - stretches.thread[other] ||
      stretches.start[one] - stretches.start[other] ||
      stretches.end[other] - stretches.end[one] ||
      one - other,
  );
  const count = order.length;
  const depth = new Int32Array(count);
  const above = new Int32Array(count);
  const ends = new Float64Array(count);
  const open: number[] = [];
  const threads: { from: number; to: number; deepest: number }[] = [];
  for (let at = 0; at < count; at++) {
    const stretch = order[at];
    const thread = stretches.thread[stretch];
    if (at === 0 || stretches.thread[order[at - 1]] !== thread) {
      open.length = 0;
      threads.push({ from: at, to: at, deepest: 0 });
    }
    const block = threads[threads.length - 1];
    block.to = at + 1;
    while (open.length > 0 && ends[open[open.length - 1]] <= stretches.start[stretch]) open.pop();
    const under = open.length > 0 ? open[open.length - 1] : -1;
    // A clock that was read late must not make a child outlive its parent on the drawing.
    const limit = under >= 0 ? ends[under] : world.to;
    ends[at] = Math.min(stretches.end[stretch], limit);
    depth[at] = open.length;
    above[at] = under;
    if (open.length > block.deepest) block.deepest = open.length;
    open.push(at);
  }

  const length = count + threads.length;
  const parent = new Int32Array(length).fill(-1);
  const key = new Int32Array(length);
  const row = new Int32Array(length);
  const x = new Float64Array(length);
  const width = new Float64Array(length);
  const own = new Float64Array(length);
  const childFrom = new Int32Array(length);
  const childTo = new Int32Array(length);
  const rowFrom: number[] = [0];
  const boxOf = new Int32Array(count);
  let boxes = 0;
  for (const block of threads) {
    const headline = boxes++;
    key[headline] = THREAD - stretches.thread[order[block.from]];
    row[headline] = rowFrom.length - 1;
    x[headline] = world.from;
    width[headline] = world.to - world.from;
    rowFrom.push(boxes);
    // Row by row: order of time inside a row is kept because `order` is sorted by start.
    const rows = block.deepest + 1;
    const size = new Int32Array(rows + 1);
    for (let at = block.from; at < block.to; at++) size[depth[at] + 1] = size[depth[at] + 1] + 1;
    for (let r = 0; r < rows; r++) size[r + 1] = size[r + 1] + size[r];
    const next = size.slice();
    const firstRow = rowFrom.length - 1;
    for (let at = block.from; at < block.to; at++) {
      const d = depth[at];
      const box = boxes + next[d];
      next[d] = next[d] + 1;
      boxOf[at] = box;
      const stretch = order[at];
      const start = Math.max(stretches.start[stretch], world.from);
      key[box] = stretches.key[stretch];
      row[box] = firstRow + d;
      x[box] = start;
      width[box] = Math.max(0, Math.min(ends[at], world.to) - start);
      parent[box] = above[at] < 0 ? headline : boxOf[above[at]];
    }
    for (let r = 1; r <= rows; r++) rowFrom.push(boxes + size[r]);
    boxes += block.to - block.from;
  }
  own.set(width);
  for (let box = 0; box < length; box++) {
    const up = parent[box];
    if (up < 0) continue;
    if (childTo[up] === 0) childFrom[up] = box;
    childTo[up] = box + 1;
    own[up] = Math.max(0, own[up] - width[box]);
  }
  return {
    length,
    parent,
    key,
    row,
    x,
    width,
    own,
    childFrom,
    childTo,
    rowFrom: Int32Array.from(rowFrom),
    covered: runningSum(width),
    more: [],
    world,
    cut: 0,
  };
}
