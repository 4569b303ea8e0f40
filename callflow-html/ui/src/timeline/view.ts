/** The timeline of a recording: every kept async call, how many ran at once, and a range to look at alone. */
import { effect } from "@preact/signals-core";
import { create } from "../create.ts";
import { parseExtent, printExtent } from "../extent.ts";
import { callWords } from "../origin.ts";
import { paletteOf } from "../palette.ts";
import type { App } from "../state.ts";
import { isTouched } from "../touch.ts";
import { TimelineChart } from "./chart.ts";
import type { TimelineSkin } from "./draw.ts";
import { Legend } from "./legend.ts";

let shown: TimelineChart | null = null;

/** What is seen, as an SVG of its own. */
export function exportSvg(): string {
  return shown?.exportSvg() ?? "";
}

/** A lane of a `gather_traced` is known by its number, other calls by their function. */
function nameOf({ recording }: App, call: number, isFull = false): string {
  const { functions, timeline } = recording;
  if (timeline.lane[call] >= 0) return `lane ${timeline.lane[call]}`;
  return (isFull ? functions.name : functions.short)[timeline.fn[call]];
}

export function mount(host: HTMLElement, app: App): () => void {
  const { functions, timeline } = app.recording;
  const root = create("div", "timeline-view");
  host.append(root);
  const readout = create("p", "readout");
  const place = create("div");
  const legend = new Legend();
  root.append(readout, place, legend.element);

  const state = app.viewState("timeline");
  let read = -2;
  const hint = (): void => {
    const calls = `${callWords(app.recording.functions, timeline.fn)} in ${app.format.counted(chart?.lanes ?? 0, "lane")}.`;
    const how = isTouched() ? "Tap one for more." : "Point at a call to see who called it and what it waited for last.";
    const text = create("span", "readout-value", `${calls} ${how}`);
    readout.replaceChildren(text);
  };
  const readOut = (call: number): void => {
    if (call === read) return;
    read = call;
    if (call < 0) {
      hint();
      return;
    }
    const name = create("bdi", "readout-name", nameOf(app, call, true));
    const rest = create("span", "readout-value", chart?.words(call) ?? "");
    readout.replaceChildren(name, rest);
  };
  let chart: TimelineChart | null = null;
  chart = new TimelineChart(place, app, readOut, (view) => {
    const text = view === null ? "" : printExtent(view);
    if (text !== state.peek()) state.value = text;
  });
  const drawn = chart;
  shown = drawn;
  readOut(-1);

  const stops = [
    effect(() => {
      void app.theme.value;
      const fills = Array.from({ length: functions.length }, (_, row) => app.colourOf(row));
      const skin: TimelineSkin = { fill: (fn) => fills[fn], name: (call) => nameOf(app, call) };
      // After the page itself has changed its colours.
      queueMicrotask(() => {
        const palette = paletteOf(root);
        drawn.paint(palette, skin);
        legend.paint(palette);
      });
    }),
    effect(() => {
      void [app.hits.value, app.searching.value, app.left.value, app.range.value];
      drawn.stage.redraw();
    }),
    effect(() => {
      const selection = app.selection.value;
      if (selection >= 0) drawn.seek(selection);
      drawn.stage.redraw();
    }),
    effect(() => {
      const view = parseExtent(state.value);
      const now = drawn.isZoomed ? printExtent(drawn.view) : "";
      if ((view === null ? "" : printExtent(view)) !== now) drawn.look(view);
    }),
  ];

  return () => {
    for (const stop of stops) stop();
    drawn.destroy();
    root.remove();
    if (shown === drawn) shown = null;
  };
}
