/** Call paths as speedscope reads them. */

import { childLists } from "../children.ts";
import type { PathTable, Recording } from "../model.ts";

interface Event {
  readonly type: "O" | "C";
  readonly frame: number;
  readonly at: number;
}

/**
 * The paths from left to right, each as long as its self time and that of all below it; opened and closed in turn, so
 * that the length of the file does not grow with the depth of the stacks.
 */
export function pathEvents(paths: PathTable): { readonly events: readonly Event[]; readonly end: number } {
  const { first, next } = childLists(paths.parent);
  const events: Event[] = [];
  let at = 0;
  for (let root = 0; root < paths.length; root++) {
    if (paths.parent[root] >= 0) continue;
    let path = root;
    let entering = true;
    while (true) {
      if (entering) {
        events.push({ type: "O", frame: paths.fn[path], at });
        at += paths.self[path];
        if (first[path] >= 0) {
          path = first[path];
          continue;
        }
      }
      events.push({ type: "C", frame: paths.fn[path], at });
      if (path === root) break;
      entering = next[path] >= 0;
      path = entering ? next[path] : paths.parent[path];
    }
  }
  return { events, end: at };
}

export function speedscope(recording: Recording, paths: PathTable): string {
  const { functions } = recording;
  const { events, end } = pathEvents(paths);
  return JSON.stringify({
    $schema: ["https", "//www.speedscope.app/file-format-schema.json"].join(":"),
    exporter: "callflow",
    name: recording.title,
    activeProfileIndex: 0,
    shared: {
      frames: functions.name.map((name, row) => ({
        name,
        ...(functions.file[row] !== "" && { file: functions.file[row] }),
        ...(functions.line[row] > 0 && { line: functions.line[row] }),
      })),
    },
    profiles: [
      { type: "evented", name: "self time", unit: "nanoseconds", startValue: 0, endValue: end, events },
    ],
  });
}
