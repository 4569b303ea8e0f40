/** The differential flame graph: the call tree of both sides, as wide as either, coloured by what became of it. */

import { computed, effect } from "@preact/signals-core";
import { parseExtent, printExtent } from "../extent.ts";
import type { Skin } from "../flame/draw.ts";
import { FlameChart } from "../flame/chart.ts";
import { leftHeavy, type Flame } from "../flame/layout.ts";
import { single, type Place } from "../flame/sheet.ts";
import { paletteOf } from "../palette.ts";
import { fateColour, fateOf, strength, type Fate } from "./flame-colour.ts";
import { AFTER, BEFORE, flameInput } from "./flame-input.ts";
import { Status, Verdict } from "./model.ts";
import { programPaths } from "./program-paths.ts";
import type { CompareApp } from "./state.ts";
import { changePercent, difference } from "./words.ts";

let shown: FlameChart | null = null;

/** What is seen, as an SVG of its own. */
export const exportFlame = (): string => shown?.exportSvg() ?? "";

/** The least change of a part that is coloured. */
const VISIBLE = 0.05;

/** The side on which a box is alone. */
const SIDE = { new: "B", gone: "A" } as const;
/** What a box is worth. */
const WORTH = "self time at and below";

export function mountFlame(host: HTMLElement, app: CompareApp): () => void {
  const { format } = app;
  const readout = document.createElement("p");
  readout.className = "readout";
  const place = document.createElement("div");
  const empty = document.createElement("p");
  empty.className = "empty";
  const note = document.createElement("p");
  note.className = "thin";
  host.append(readout, place, empty, note);

  const comparison = () => app.comparison.peek();
  const paths = computed(() => programPaths(app.comparison.value));
  const norm = () => app.norm.peek();
  let whole = 0;

  /**
   * Whether the runs do not tell what the box seems to show. A path may go against its function, which no test was
   * about; nor was any about parts of a whole, so there only a difference that can be seen counts.
   */
  const isNoise = (key: number, before: number, after: number): boolean => {
    const { functions: f, verdict } = comparison();
    if (norm() !== "absolute") return Math.abs(after - before) < VISIBLE * Math.max(before, after);
    const seen = after > before ? Verdict.More : Verdict.Less;
    return key < 0 ? verdict !== seen : f.verdict[key] !== seen && f.ownVerdict[key] !== seen;
  };
  const fate = (flame: Flame, box: number): Fate => {
    const [before, after, onBefore, onAfter] = flame.more.map((column) => column[box]);
    return fateOf(
      before,
      after,
      { onBefore: onBefore > 0, onAfter: onAfter > 0 },
      isNoise(flame.key[box], before, after),
    );
  };
  const wordOf = (flame: Flame, box: number, became: Fate): string => {
    const { functions: f } = comparison();
    const key = flame.key[box];
    if (became === "same") return same(key);
    if (became !== "new" && became !== "gone") return `${became} time`;
    // A box is a path: its function may well be on others, of both sides.
    const isElsewhere = key >= 0 && f.status[key] === Status.Both;
    return isElsewhere ? `call path only in ${SIDE[became]}; the function is on both sides` : `only in ${SIDE[became]}`;
  };
  const nameOf = (flame: Flame, box: number, names: readonly string[]): string =>
    flame.key[box] < 0 ? "everything" : names[flame.key[box]];
  const amount = (value: number): string => (norm() === "percent" ? format.percent(value) : format.duration(Math.round(value)));
  const same = (key: number): string => {
    if (norm() !== "absolute") return "about the same part";
    const { functions: f, verdict } = comparison();
    const verdicts: number[] = key < 0 ? [verdict] : [f.verdict[key], f.ownVerdict[key]];
    return verdicts.includes(Verdict.Small) ? "small: steady, but below the floor" : "not told from noise";
  };
  const words = ({ flame, box }: Place): string => {
    const [before, after] = [flame.more[BEFORE][box], flame.more[AFTER][box]];
    const became = fate(flame, box);
    const isOneSided = became === "new" || became === "gone";
    const size = norm() === "percent" ? "" : `, ${difference(Math.round(before), Math.round(after))}`;
    const said = isOneSided ? "" : `${size} (${changePercent(before, after)})`;
    return (
      `${nameOf(flame, box, comparison().functions.name)}: ${WORTH} ${amount(before)} \u2192 ${amount(after)}${said}, ` +
      wordOf(flame, box, became)
    );
  };
  const skin = (): Skin => {
    const theme = app.theme.peek();
    const { functions: f } = comparison();
    return {
      fill: (flame, box) =>
        fateColour(fate(flame, box), strength(flame.more[BEFORE][box], flame.more[AFTER][box], whole), theme),
      short: (flame, box) => nameOf(flame, box, f.short),
      full: (flame, box) => nameOf(flame, box, f.short),
      value(flame, box) {
        const became = fate(flame, box);
        if (became === "new" || became === "gone") return `${SIDE[became]} only`;
        return changePercent(flame.more[BEFORE][box], flame.more[AFTER][box]);
      },
    };
  };
  const readOut = (at: Place | null): void => {
    if (at === null) {
      const hint = document.createElement("span");
      hint.className = "readout-value";
      hint.textContent = matchMedia("(hover: none)").matches
        ? "Tap a box to zoom to it, its caller for more."
        : "Point at a box, or walk with the arrow keys. Enter zooms, 0 shows everything.";
      readout.replaceChildren(hint);
      return;
    }
    const name = nameOf(at.flame, at.box, comparison().functions.name);
    const bdi = document.createElement("bdi");
    bdi.className = "readout-name";
    bdi.textContent = format.visible(name.slice(0, 400));
    const rest = document.createElement("span");
    rest.className = "readout-value";
    rest.textContent = words(at).slice(name.length + 2);
    readout.replaceChildren(bdi, rest);
  };

  const chart = new FlameChart(place, "Differential flame graph. Arrow keys walk, Enter zooms, 0 shows everything.", {
    pick(at) {
      if (at.flame.key[at.box] >= 0) app.select(at.flame.key[at.box]);
      chart.zoomTo(at);
      readOut(at);
    },
    shown(narrow) {
      const text = narrow > 0 ? `${format.count(narrow)} ${narrow === 1 ? "box" : "boxes"} too thin to tell apart; zoom in to see them.` : "";
      if (note.textContent !== text) note.textContent = text;
      app.flamePlace.value = chart.isZoomed ? printExtent(chart.view) : "";
    },
    pointed: readOut,
    words,
  });
  shown = chart;

  /** Follows the address. */
  const adopt = (text: string): void => {
    const now = chart.isZoomed ? printExtent(chart.view) : "";
    const view = parseExtent(text);
    if (whole > 0 && text !== now && (view !== null || text === "")) view === null ? chart.reset() : chart.look(view);
  };
  const opening = app.flamePlace.peek();
  let isFirst = true;
  const build = (): void => {
    const { width, showsGone } = app;
    const flame = leftHeavy(flameInput(paths.value, width.value, app.norm.value, showsGone.value));
    const total = flame.world.to;
    whole = Math.max(flame.more[BEFORE]?.[0] ?? 0, flame.more[AFTER]?.[0] ?? 0);
    place.hidden = readout.hidden = note.hidden = !(total > 0);
    empty.hidden = total > 0;
    empty.textContent =
      width.value === "both" ? "No call path has taken any time of its own." : `No call path took any time ${width.value}.`;
    readOut(null);
    if (!(total > 0)) return;
    chart.show(single(flame), skin(), !isFirst);
    isFirst = false;
    chart.stage.announce(`Differential flame graph of ${format.count(flame.length)} boxes.`);
  };
  const stops = [
    effect(build),
    effect(() => {
      void [app.theme.value, app.comparison.value];
      // After the page itself has changed its colours.
      queueMicrotask(() => chart.paint(paletteOf(host), skin()));
    }),
    effect(() => {
      const selection = app.selection.value;
      chart.mark(app.searching.value ? app.hits.value : null, selection);
      if (selection >= 0) chart.seek(selection);
    }),
  ];
  adopt(opening);
  stops.push(
    effect(() => {
      const text = app.flamePlace.value;
      // Not within the effect that changed it: the graph may still be about to be built.
      queueMicrotask(() => adopt(text));
    }),
  );
  return () => {
    for (const stop of stops) stop();
    chart.destroy();
    host.replaceChildren();
    if (shown === chart) shown = null;
  };
}
