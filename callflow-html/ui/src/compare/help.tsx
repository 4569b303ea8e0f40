import { HelpDialog, List, type Terms } from "../shell/help-dialog.tsx";

const KEYS: Terms = [
  ["n p", "next and previous of the changes that are told, biggest first; every part follows"],
  ["/", "search; Enter and Shift+Enter go through the hits"],
  ["x", "swap the sides"],
  ["Esc", "clear the search, then the selection"],
  ["Wheel", "zoom the flame graph at the pointer; the call graphs with Ctrl or \u2318, or once they have the focus; drag to move"],
  ["Arrows", "caller, callee, neighbour; in tables the row above and below"],
  ["Enter", "zoom to what is in focus"],
  ["0 or Home", "all of it again"],
  ["L", "link the two call graphs, or let them loose"],
  ["?", "this list"],
];
const MEANINGS: Terms = [
  ["\u0394", "B less A: what is read second less what is read first"],
  ["Self", "time in the function itself, its traced callees left out"],
  ["Active", "time its calls ran; on the card, the self time of all functions: threads at work"],
  ["Await", "time its calls were suspended; on the card, that of the outermost calls"],
  ["Total", "time of its outermost calls, callees included"],
  ["More, less", "beyond noise and floor: tested over all runs, or beyond the margin where there is only one"],
  ["Small", "steady, so no noise, but below the floor: unchanged for every gate. The interval is of one time, so of many that did not change one in twenty looks so"],
  ["Inconclusive", "the runs do not tell; the evidence says why, and how many would"],
  ["Unchanged", "the same, or within the noise floor"],
  ["Interval", "where the change lies with the confidence asked for, in percent of A"],
  ["NEW, GONE", "on one side only, by full name"],
  ["Flame graph", "self time of call paths; callflow’s own nodes count as their callers, so that gathered calls stay where they were"],
  ["Exact counts", "calls, polls and outcomes that differ in every run: no test is needed"],
  ["Per root call", "times divided by the calls of the outermost functions, so that more work is no change"],
  ["% of total", "each side in percent of itself, so that a shift of everything is no change"],
];

export function Help({ close }: { close(): void }) {
  return (
    <HelpDialog close={close}>
      <List title="Keys" terms={KEYS} />
      <List title="What the numbers mean" terms={MEANINGS} isKeys={false} />
    </HelpDialog>
  );
}
