/** The flame graph of a recording, in its four ways to be looked at. */
import { effect, signal } from "@preact/signals-core";
import { foreignColour } from "../colours.ts";
import { create } from "../create.ts";
import { parseExtent, printExtent } from "../extent.ts";
import { paletteOf } from "../palette.ts";
import type { App } from "../state.ts";
import { ticks } from "../timeline/axis.ts";
import { worldOf } from "../timeline/layout.ts";
import { FlameChart } from "./chart.ts";
import type { Skin } from "./draw.ts";
import { EVERYTHING, inverted, leftHeavy, sandwich, THREAD, type Flame, type FlameInput } from "./layout.ts";
import { timeOrdered, type Stretches } from "./time.ts";
import { sandwiched, single, type Place, type Sheet } from "./sheet.ts";
import { weigh } from "./weights.ts";

const MODES = [
  { name: "left", title: "Left-heavy", hint: "Who called whom, the heaviest on the left" },
  { name: "time", title: "Time order", hint: "Polls of async functions as they happened, by thread" },
  { name: "inverted", title: "Inverted", hint: "Where the time is spent, and below it who called that" },
  { name: "sandwich", title: "Sandwich", hint: "The selected function between its callers and callees" },
] as const;
type Mode = (typeof MODES)[number]["name"];

let shown: FlameChart | null = null;

/** What is seen, as an SVG of its own. */
export function exportSvg(): string {
  return shown?.exportSvg() ?? "";
}

/** The polls of the timeline as stretches on threads. */
function pollsOf(app: App): Stretches {
  const { timeline } = app.recording;
  const key = new Int32Array(timeline.sliceStart.length);
  for (let call = 0; call < timeline.length; call++)
    key.fill(timeline.fn[call], timeline.sliceFrom[call], timeline.sliceFrom[call + 1]);
  return { length: key.length, key, start: timeline.sliceStart, end: timeline.sliceEnd, thread: timeline.sliceThread };
}

interface Built {
  readonly sheet: Sheet | null;
  /** Why there is nothing, or what is to be known of what there is. */
  readonly note: string;
  /** What would show something, if anything. */
  readonly remedy: "self" | null;
}

const nothing = (note: string, remedy: Built["remedy"] = null): Built => ({ sheet: null, note, remedy });

function modeOf(text: string): Mode {
  const name = text.split(":")[0];
  return MODES.find((one) => one.name === name)?.name ?? "left";
}

export function mount(host: HTMLElement, app: App): () => void {
  const { recording, format } = app;
  const { functions } = recording;
  const state = app.viewState("flame");

  const root = create("div", "flame-view");
  const bar = create("div", "flame-bar");
  const choices = create("div", "segments");
  choices.setAttribute("role", "group");
  choices.setAttribute("aria-label", "Kind of flame graph");
  const buttons = MODES.map(({ name, title, hint }, at) => {
    const button = create("button", "", title);
    button.type = "button";
    button.title = `${hint} (${at + 1})`;
    button.setAttribute("aria-keyshortcuts", String(at + 1));
    button.addEventListener("click", () => (mode.value = name));
    choices.append(button);
    return button;
  });
  const crumbs = create("nav", "crumbs");
  crumbs.setAttribute("aria-label", "Zoomed stack");
  bar.append(choices, crumbs);
  const readout = create("p", "readout");
  const place = create("div", "stage-place");
  const empty = create("div", "stage-empty");
  empty.hidden = true;
  const note = create("p", "note");
  root.append(bar, readout, place, empty, note);
  host.append(root);

  const opening = state.peek();
  const mode = signal<Mode>(modeOf(opening));
  let builtMode: Mode | null = null;
  let isMounted = true;
  let built: Built = nothing("");
  let total = 0;
  let polls: Stretches | null = null;

  const nameOf = (flame: Flame, box: number): string => {
    const key = flame.key[box];
    if (key >= 0) return functions.name[key];
    return key === EVERYTHING ? "everything" : `Thread ${THREAD - key}`;
  };
  const isTime = (): boolean => mode.peek() === "time";
  const amount = (value: number): string =>
    !isTime() && app.basis.peek() === "calls" ? format.counted(value, "call") : format.duration(value);
  const percentOf = (value: number): string => format.percent(format.share(value, total));

  const skin = (): Skin => {
    const theme = app.theme.peek();
    const grey = foreignColour(theme);
    const fills = Array.from({ length: functions.length }, (_, row) => app.colourOf(row));
    const isPercent = app.unit.peek() === "percent";
    return {
      fill: (flame, box) => (flame.key[box] < 0 ? grey : fills[flame.key[box]]),
      short: (flame, box) => (flame.key[box] < 0 ? nameOf(flame, box) : functions.short[flame.key[box]]),
      full: nameOf,
      ticks,
      value: (flame, box) =>
        flame.key[box] <= THREAD ? "" : isPercent && !isTime() ? percentOf(flame.width[box]) : amount(flame.width[box]),
    };
  };

  const words = ({ flame, box }: Place): string => {
    const key = flame.key[box];
    const worth = flame.width[box];
    if (key <= THREAD) return nameOf(flame, box);
    const name = key < 0 ? "everything" : functions.name[key];
    if (isTime()) return `${name}: polled for ${format.duration(worth)} from ${format.duration(flame.x[box])} on`;
    const own = flame.own[box];
    const itself = key >= 0 && mode.peek() === "left" && own < worth ? `, ${amount(own)} of it itself` : "";
    return `${name}: ${amount(worth)}, ${percentOf(worth)}${itself}`;
  };

  const readOut = (at: Place | null): void => {
    if (at === null || at.flame.key[at.box] < 0) {
      readout.replaceChildren();
      return;
    }
    const name = create("bdi", "readout-name", nameOf(at.flame, at.box));
    const rest = words(at).slice(nameOf(at.flame, at.box).length + 2);
    readout.replaceChildren(name, create("span", "readout-value", rest));
  };

  const chart = new FlameChart(
    place,
    "Flame graph. Arrow keys walk, Enter zooms, 0 shows everything, Backspace goes back.",
    {
      pick(at) {
        const key = at.flame.key[at.box];
        if (key >= 0) app.select(key);
        // A sandwich is about the function in its middle: another one picked takes that place.
        if (mode.peek() !== "sandwich") chart.zoomTo(at);
        readOut(at);
      },
      shown(narrow) {
        remember();
        drawCrumbs();
        const thin =
          narrow > 0
            ? `${format.counted(narrow, "box").replace(/boxs$/, "boxes")} here too thin to tell apart; zoom in to see them.`
            : "";
        const text = [built.note, thin].filter((line) => line !== "").join(" ");
        if (note.textContent !== text) note.textContent = text;
        note.hidden = text === "";
      },
      pointed: readOut,
      words,
    },
  );
  shown = chart;

  function build(): Built {
    const basis = app.basis.value;
    const { paths } = app.picture.value;
    if (isTime()) {
      polls ??= pollsOf(app);
      if (polls.length === 0)
        return nothing(
          "The order in time is known of async calls that the timeline kept, and it kept no poll of any. Call paths are sums over all calls.",
        );
      const range = app.range.value;
      const world = range === null ? worldOf(recording.timeline, recording.wall) : { from: range[0], to: range[1] };
      const flame = timeOrdered(polls, world);
      if (flame.length === 0) return nothing("No async function was polled in this range.");
      return {
        sheet: single(flame),
        note: "Polls of async functions, by thread. Sync functions and filters do not show here.",
        remedy: null,
      };
    }
    const { weight, refused } = weigh(paths, functions, basis);
    if (refused !== "") return nothing(refused, "self");
    const input: FlameInput = { length: paths.length, parent: paths.parent, weight, key: paths.fn };
    const finish = (sheet: Sheet): Built => {
      if (!(sheet.down.world.to > 0)) return nothing("No path that is shown took any time.");
      const cut = Math.max(sheet.down.cut, sheet.up?.cut ?? 0);
      return {
        sheet,
        note:
          cut > 0
            ? `Of ${format.percent(format.share(cut, sheet.down.world.to))} the callers furthest away are left out: the graph would have millions of boxes.`
            : "",
        remedy: null,
      };
    };
    if (mode.value === "left") return finish(single(leftHeavy(input)));
    if (mode.value === "inverted") return finish(single(inverted(input)));
    const selected = app.selection.value;
    if (selected < 0)
      return nothing(
        "Select a function, in any view or by the search, to see its callers above and its callees below.",
      );
    const { callers, callees } = sandwich(input, selected);
    if (!(callees.world.to > 0))
      return nothing(`“${functions.short[selected]}” is on no path that is shown, or took no time there.`);
    return finish(sandwiched(callers, callees));
  }

  function rebuild(keepZoom: boolean): void {
    built = build();
    total = built.sheet?.down.world.to ?? 0;
    readOut(null);
    place.hidden = built.sheet === null;
    empty.hidden = built.sheet !== null;
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(MODES[at].name === mode.peek())));
    if (built.sheet === null) {
      const words_ = create("p", "", built.note);
      empty.replaceChildren(words_);
      if (built.remedy !== null) {
        const show = create("button", "plain", "Show self time instead");
        show.type = "button";
        show.addEventListener("click", () => (app.basis.value = "self"));
        empty.append(show);
      }
      crumbs.replaceChildren();
      note.hidden = true;
      return;
    }
    chart.show(built.sheet, skin(), keepZoom);
    const { down } = built.sheet;
    chart.stage.announce(
      `${MODES.find(({ name }) => name === mode.peek())!.title} flame graph, ${format.counted(down.length, "box").replace(/boxs$/, "boxes")}, ${amount(total)}.`,
    );
  }

  function remember(): void {
    const zoom = chart.isZoomed ? `:${printExtent(chart.view)}` : "";
    const text = mode.peek() === "left" && zoom === "" ? "" : mode.peek() + zoom;
    if (text !== state.peek()) state.value = text;
  }

  function drawCrumbs(): void {
    const stack = mode.peek() === "sandwich" || isTime() ? [] : chart.zoomedStack();
    if (!chart.isZoomed) {
      crumbs.replaceChildren();
      return;
    }
    const all = create("button", "", "All");
    all.type = "button";
    all.title = "Show everything (0)";
    all.addEventListener("click", () => chart.reset());
    const steps: Node[] = [all];
    // The stack of a deep recursion is no breadcrumb: its beginning and its end are.
    const inner = stack.slice(1);
    const long = inner.length > 7;
    const visible = long ? [...inner.slice(0, 2), null, ...inner.slice(-4)] : inner;
    for (const at of visible) {
      steps.push(create("span", "crumb-next", "›"));
      if (at === null) {
        steps.push(create("span", "crumb-gap", `${format.count(inner.length - 6)} more`));
        continue;
      }
      const step = create("button", "");
      step.type = "button";
      step.append(create("bdi", "", functions.short[at.flame.key[at.box]] ?? ""));
      step.title = nameOf(at.flame, at.box);
      step.addEventListener("click", () => chart.zoomTo(at));
      if (at === visible[visible.length - 1]) step.setAttribute("aria-current", "true");
      steps.push(step);
    }
    crumbs.replaceChildren(...steps);
  }

  /** Follows the address. */
  const adopt = (text: string): void => {
    if (!isMounted) return;
    mode.value = modeOf(text);
    if (built.sheet === null) return;
    const view = parseExtent(text.split(":")[1] ?? "");
    const now = chart.isZoomed ? printExtent(chart.view) : "";
    if ((view === null ? "" : printExtent(view)) !== now) chart.look(view ?? built.sheet.down.world);
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof HTMLElement && event.target.matches("input, textarea, select")) return;
    if (document.querySelector("dialog[open]") !== null) return;
    const chosen = MODES[Number(event.key) - 1];
    if (chosen === undefined) return;
    event.preventDefault();
    mode.value = chosen.name;
  };
  document.addEventListener("keydown", onKey);

  const stops = [
    effect(() => {
      const before = builtMode;
      builtMode = mode.value;
      void app.picture.value;
      rebuild(mode.value === before);
      // What the address says comes before what it is to say.
      if (before === null) adopt(opening);
      else remember();
    }),
    effect(() => {
      void [app.theme.value, app.unit.value];
      // After the page itself has changed its colours.
      queueMicrotask(() => chart.paint(paletteOf(root), skin()));
    }),
    effect(() => {
      const selection = app.selection.value;
      chart.mark(app.searching.value ? app.hits.value : null, selection);
      if (selection >= 0 && mode.peek() !== "sandwich") chart.seek(selection);
    }),
    effect(() => {
      const text = state.value;
      // Not within the effect: another mode must be built before it is zoomed.
      queueMicrotask(() => adopt(text));
    }),
  ];

  return () => {
    isMounted = false;
    for (const stop of stops) stop();
    document.removeEventListener("keydown", onKey);
    chart.destroy();
    root.remove();
    if (shown === chart) shown = null;
  };
}
