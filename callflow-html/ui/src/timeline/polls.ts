/** What polls and the gaps between them say: how long a poll keeps its thread, and what calls waited for longest. */
import type { Extent } from "../extent.ts";
import { Ended, type Timeline } from "../model.ts";
import type { Surface } from "../surface.ts";

export interface Histogram {
  /** Lower bounds in nanoseconds; bucket `i` reaches up to `from[i + 1]`. One more than there are buckets. */
  readonly from: readonly number[];
  readonly count: readonly number[];
  readonly polls: number;
}

/** 1, 2, 5, 10, 20, 50, …: steps that people count in, about as wide as each other on a logarithmic axis. */
function bound(index: number): number {
  return [1, 2, 5][((index % 3) + 3) % 3] * 10 ** Math.floor(index / 3);
}

function bucketOf(nanos: number): number {
  if (!(nanos >= 1)) return 0;
  let index = 3 * Math.floor(Math.log10(nanos));
  while (bound(index) > nanos) index--;
  while (bound(index + 1) <= nanos) index++;
  return index;
}

/** The durations of polls, those of one function only if `fn` is not −1, those that began in the range only. */
export function pollHistogram(timeline: Timeline, range: Extent | null = null, fn = -1): Histogram {
  const counts: number[] = [];
  let first = Infinity;
  let polls = 0;
  for (let call = 0; call < timeline.length; call++) {
    if (fn >= 0 && timeline.fn[call] !== fn) continue;
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++) {
      const start = timeline.sliceStart[slice];
      if (range && (start < range.from || start >= range.to)) continue;
      const bucket = bucketOf(timeline.sliceEnd[slice] - start);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      first = Math.min(first, bucket);
      polls++;
    }
  }
  if (polls === 0) return { from: [], count: [], polls };
  const count: number[] = [];
  const from: number[] = [];
  for (let bucket = first; bucket < counts.length; bucket++) {
    // What is below a nanosecond counts as one nanosecond, so the first bucket begins at nothing.
    from.push(bucket === 0 ? 0 : bound(bucket));
    count.push(counts[bucket] ?? 0);
  }
  from.push(bound(counts.length));
  return { from, count, polls };
}

/** The lower and upper bound of the bucket that the `share`-th poll lies in; null without polls. */
export function bucketAt(histogram: Histogram, share: number): readonly [number, number] | null {
  let left = Math.max(1, Math.ceil(share * histogram.polls));
  for (let bucket = 0; bucket < histogram.count.length; bucket++) {
    left -= histogram.count[bucket];
    if (left <= 0) return [histogram.from[bucket], histogram.from[bucket + 1]];
  }
  return null;
}

/** A gap between two polls of a call. */
export interface Await {
  readonly call: number;
  /** It follows this poll of the call, counted from 1. */
  readonly afterPoll: number;
  readonly from: number;
  readonly to: number;
  /** The recording ended before the call was polled again. */
  readonly isOpen: boolean;
}

/** The longest gaps, longest first, no more than `most`. */
export function longestAwaits(
  timeline: Timeline,
  most: number,
  range: Extent | null = null,
  fn = -1,
): readonly Await[] {
  let found: Await[] = [];
  let least = 0;
  const consider = (gap: Await): void => {
    if (!(gap.to - gap.from > least)) return;
    if (range && (gap.from >= range.to || gap.to <= range.from)) return;
    found.push(gap);
    // Sorting seldom keeps this linear however many gaps there are.
    if (found.length >= 4 * most) trim();
  };
  const trim = (): void => {
    found.sort(
      (one, other) => other.to - other.from - (one.to - one.from) || one.from - other.from || one.call - other.call,
    );
    found = found.slice(0, most);
    if (found.length === most && most > 0) least = found[most - 1].to - found[most - 1].from;
  };
  for (let call = 0; call < timeline.length; call++) {
    if (fn >= 0 && timeline.fn[call] !== fn) continue;
    const first = timeline.sliceFrom[call];
    const last = timeline.sliceFrom[call + 1];
    for (let slice = first; slice + 1 < last; slice++) {
      consider({
        call,
        afterPoll: slice - first + 1,
        from: timeline.sliceEnd[slice],
        to: timeline.sliceStart[slice + 1],
        isOpen: false,
      });
    }
    if (timeline.ended[call] === Ended.InFlight && last > first) {
      consider({
        call,
        afterPoll: last - first,
        from: timeline.sliceEnd[last - 1],
        to: timeline.end[call],
        isOpen: true,
      });
    }
  }
  trim();
  return found;
}

export interface HistogramLook {
  readonly bar: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  /** The words for a lower bound. */
  readonly label: (nanos: number) => string;
  readonly number: (count: number) => string;
}

/** Bars on a logarithmic axis, the count above each, into a rectangle from 0, 0. */
export function drawHistogram(
  surface: Surface,
  histogram: Histogram,
  width: number,
  height: number,
  look: HistogramLook,
): void {
  const buckets = histogram.count.length;
  if (buckets === 0) return;
  const most = Math.max(...histogram.count);
  const foot = height - 20;
  const head = 18;
  const step = width / buckets;
  const bar = Math.min(step - 2, 64);
  surface.line(0, foot + 0.5, width, foot + 0.5, { stroke: look.line, width: 1 });
  for (let bucket = 0; bucket < buckets; bucket++) {
    const count = histogram.count[bucket];
    const middle = step * (bucket + 0.5);
    if (count > 0) {
      // A single poll among thousands is a line still.
      const tall = Math.max(1.5, ((foot - head) * count) / most);
      surface.rect(middle - bar / 2, foot - tall, bar, tall, look.bar);
      surface.text(middle, foot - tall - 4, look.number(count), step, { fill: look.text, size: 11, align: "middle" });
    }
    // Bounds stand where the buckets meet; the narrower the buckets, the fewer are named.
    const every = Math.max(1, Math.ceil(52 / step));
    if (bucket % every === 0) {
      const x = step * bucket;
      surface.line(x + 0.5, foot, x + 0.5, foot + 4, { stroke: look.line, width: 1 });
      surface.text(bucket === 0 ? 0 : x, height - 3, look.label(histogram.from[bucket]), step * every, {
        fill: look.muted,
        size: 11,
        align: bucket === 0 ? "start" : "middle",
      });
    }
  }
}
