/** The longest waits of single calls. */

import { childLists } from "../children.ts";
import { Ended, type Timeline } from "../model.ts";

/** The time between two polls of a call. */
export interface Await {
  readonly call: number;
  readonly start: number;
  readonly end: number;
  /** After which poll of the call, counted from 1. */
  readonly poll: number;
  /** The recording ended before the call was polled again. */
  readonly isOpen: boolean;
}

/**
 * The longest awaits that waited for nothing traced, longest first: a call that waits for a traced call of its own only
 * repeats the awaits of that one.
 */
export function longestAwaits(timeline: Timeline, most: number, isWanted: (call: number) => boolean = () => true): readonly Await[] {
  // Calls lie in the order of their start, and so do the children of each.
  const children = childLists(timeline.parent);
  let found: Await[] = [];
  const shorten = (): void => {
    found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start || a.call - b.call);
    found = found.slice(0, most);
  };
  for (let call = 0; call < timeline.length; call++) {
    if (!isWanted(call)) continue;
    const from = timeline.sliceFrom[call];
    const to = timeline.sliceFrom[call + 1];
    let child = children.first[call];
    let busyUntil = -1;
    for (let slice = from; slice < to; slice++) {
      const start = timeline.sliceEnd[slice];
      for (; child >= 0 && timeline.start[child] <= start; child = children.next[child])
        busyUntil = Math.max(busyUntil, timeline.end[child]);
      const isLast = slice + 1 === to;
      const end = isLast ? timeline.end[call] : timeline.sliceStart[slice + 1];
      if (end > start && busyUntil <= start)
        found.push({ call, start, end, poll: slice - from + 1, isOpen: isLast && timeline.ended[call] === Ended.InFlight });
    }
    // Only the longest matter; what is kept stays small however long the timeline is.
    if (found.length > 4_096) shorten();
  }
  shorten();
  return found;
}
