import { useEffect, useRef } from "preact/hooks";
import type { App } from "../state.ts";

type Keys = readonly (readonly [keys: string, what: string])[];

const EVERYWHERE: Keys = [
  ["/", "search; Enter and Shift+Enter go through the hits"],
  ["Esc", "clear the search, then the selection"],
  ["[ ]", "previous and next view"],
  ["c", "copy the exact value of the selected function"],
  ["?", "this list"],
];
const DRAWINGS: Keys = [
  ["Wheel", "zoom at the pointer; drag to move"],
  ["Arrows", "caller, callee, neighbour"],
  ["Enter", "zoom to what is selected; double-click does the same"],
  ["W A S D", "zoom and move"],
  ["0 or Home", "all of it again"],
  ["Backspace", "one zoom back"],
];
const FLAME: Keys = [
  ["1 2 3 4", "left-heavy, in order of time, inverted, sandwich"],
];
const TIMELINE: Keys = [
  ["Drag the axis", "a range of time for all views; so does the strip above it, and Shift anywhere"],
  ["r", "the call in focus as the range"],
  ["Esc", "the whole time again"],
];
const TABLE: Keys = [
  ["↑ ↓", "previous and next function; Page and Home, End go further"],
];
const MEANINGS: Keys = [
  ["Self", "time in the function itself, its traced callees left out"],
  ["Active", "time its calls ran: the whole call where it is sync, its polls where it is async"],
  ["Await", "time its calls were suspended"],
  ["Total", "active and await time of the outermost calls; of calls at the same time it adds up to more than the wall"],
  ["Percent", "of all self time, which never overlaps"],
  ["p50, p95, p99", "so many percent of the calls that ended ok or with an error took no longer"],
];

function List({ title, keys, isKeys = true }: { title: string; keys: Keys; isKeys?: boolean }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {keys.map(([key, what]) => (
          <div>
            <dt>{isKeys ? <kbd>{key}</kbd> : key}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function Help({ app, close }: { app: App; close(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "?") return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <h2 id="help-title">Keys and numbers</h2>
        <button type="button" class="plain" onClick={close}>
          Close
        </button>
      </header>
      <div class="columns">
        <List title="Everywhere" keys={EVERYWHERE} />
        <List title="Drawings" keys={DRAWINGS} />
        <List title="Flame graph" keys={FLAME} />
        {app.views.includes("timeline") && <List title="Timeline" keys={TIMELINE} />}
        <List title="Table" keys={TABLE} />
        <List title="What the numbers mean" keys={MEANINGS} isKeys={false} />
        {app.recording.functions.args.some((args) => args.length > 0) && (
          <section>
            <h3>Arguments</h3>
            <p>This page holds argument values of some calls, because the program was asked to keep them.</p>
          </section>
        )}
      </div>
    </dialog>
  );
}
