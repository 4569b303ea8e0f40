/** The recording as a Chrome trace, which Perfetto reads as well. */

import { Ended, type PathTable, type Recording } from "../model.ts";
import { pathEvents } from "./speedscope.ts";

const OUTCOMES = ["in flight", "ok", "error", "panicked", "cancelled"];

/** Polls by thread and calls as spans; without a timeline, the call paths one after another. */
export function chromeTrace(recording: Recording, paths: PathTable): string {
  const { functions, timeline } = recording;
  const events: unknown[] = [
    { ph: "M", name: "process_name", pid: 1, args: { name: recording.title } },
  ];
  // The format counts in microseconds.
  const micros = (nanos: number): number => nanos / 1_000;
  if (timeline.length === 0) {
    for (const { type, frame, at } of pathEvents(paths).events)
      events.push({ ph: type === "O" ? "B" : "E", name: functions.name[frame], pid: 1, tid: 0, ts: micros(at) });
  }
  for (let call = 0; call < timeline.length; call++) {
    const name = functions.name[timeline.fn[call]];
    const span = { cat: "call", name, id: call, pid: 1, tid: 0 };
    const outcome = OUTCOMES[timeline.ended[call]];
    events.push({ ph: "b", ts: micros(timeline.start[call]), ...span, args: { outcome } });
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++)
      events.push({
        ph: "X",
        cat: "poll",
        name,
        pid: 1,
        tid: timeline.sliceThread[slice],
        ts: micros(timeline.sliceStart[slice]),
        dur: micros(timeline.sliceEnd[slice] - timeline.sliceStart[slice]),
      });
    if (timeline.ended[call] !== Ended.InFlight) events.push({ ph: "e", ts: micros(timeline.end[call]), ...span });
  }
  return JSON.stringify({ displayTimeUnit: "ns", traceEvents: events });
}
