import type { App } from "../state.ts";
import { isTouched } from "../touch.ts";
import { HelpDialog, List, type Terms } from "./help-dialog.tsx";

const EVERYWHERE: Terms = [
  ["/", "search; Enter and Shift+Enter go through the hits"],
  ["Esc", "clear the search, then the selection"],
  ["[ ]", "previous and next view"],
  ["c", "copy the exact value of the selected function"],
  ["?", "this list"],
];
const FINGERS: Terms = [
  ["Tap", "select; twice: zoom to it"],
  ["Drag", "move; on the axis of the timeline: a range of time for all views"],
  ["Two fingers", "zoom the call graph"],
];
const DRAWINGS: Terms = [
  ["Wheel", "zoom at the pointer; drag to move"],
  ["Arrows", "caller, callee, neighbour"],
  ["Enter", "zoom to what is selected; double-click does the same"],
  ["W A S D", "zoom and move"],
  ["0 or Home", "all of it again"],
  ["Backspace", "one zoom back"],
];
const FLAME: Terms = [
  ["1 2 3 4", "left-heavy, in order of time, inverted, sandwich"],
];
const TIMELINE: Terms = [
  ["Drag the axis", "a range of time for all views; so does the strip above it, and Shift anywhere"],
  ["r", "the call in focus as the range"],
  ["Esc", "the whole time again"],
];
const TABLE: Terms = [
  ["↑ ↓", "previous and next function; Page and Home, End go further"],
];
const MEANINGS: Terms = [
  ["Self", "time in the function itself, its traced callees left out"],
  ["Active", "time its calls ran: the whole call where it is sync, its polls where it is async"],
  ["Await", "time its calls were suspended"],
  ["Total", "active and await time of the outermost calls; of calls at the same time it adds up to more than the wall"],
  ["Percent", "of all self time, which never overlaps"],
  ["p50, p95, p99", "so many percent of the calls that ended ok or with an error took no longer"],
];

export function Help({ app, close }: { app: App; close(): void }) {
  return (
    <HelpDialog close={close}>
      {isTouched() && <List title="Fingers" terms={FINGERS} />}
      <List title="Everywhere" terms={EVERYWHERE} />
      <List title="Drawings" terms={DRAWINGS} />
      <List title="Flame graph" terms={FLAME} />
      {app.views.includes("timeline") && <List title="Timeline" terms={TIMELINE} />}
      <List title="Table" terms={TABLE} />
      <List title="What the numbers mean" terms={MEANINGS} isKeys={false} />
      {app.recording.functions.args.some((args) => args.length > 0) && (
        <section>
          <h3>Arguments</h3>
          <p>This page holds argument values of some calls, because the program was asked to keep them.</p>
        </section>
      )}
    </HelpDialog>
  );
}
