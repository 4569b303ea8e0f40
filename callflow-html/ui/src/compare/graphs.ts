/** Both call graphs, every function in the same place on either side. */

import { effect, signal } from "@preact/signals-core";
import { functionColour } from "../colours.ts";
import { mountPair, type MountedPair, type Pair, type Side } from "../graph/pair.ts";
import type { Tone as GraphTone } from "../graph/scene.ts";
import { cleaned } from "../surface.ts";
import { graphRows } from "./graph-rows.ts";
import { Status, type Comparison } from "./model.ts";
import type { CompareApp } from "./state.ts";
import { isJudged, toneOfSelf, type Tone } from "./tone.ts";
import { difference, shortLabel } from "./words.ts";

let shown: MountedPair | null = null;

/** Each pane as an SVG of its own. */
export const exportGraphs = (): { readonly before: string; readonly after: string } | undefined => shown?.exportSvg();

const TONE: Record<Tone, GraphTone> = { more: "more", less: "less", new: "new", gone: "gone", small: "same", unsure: "same", same: "same" };

export function mountGraphs(host: HTMLElement, app: CompareApp): () => void {
  let written = app.graphPlace.peek();
  let opened = false;
  const pair = mountPair(host, {
    select: (row) => app.select(row),
    moved() {
      if (!opened) return;
      written = pair.place();
      app.graphPlace.value = written;
    },
  });
  shown = pair;
  const rows = graphRows(app.comparison.peek());
  const drawn = new Set(rows);
  /** A function that was chosen elsewhere, and is shown here for that reason alone. */
  const extra = signal(-1);
  const stops = [
    effect(() => {
      void app.theme.value;
      pair.show(pairOf(app, app.comparison.value, extra.value < 0 ? rows : Int32Array.of(...rows, extra.value)));
      pair.select(app.selection.peek());
    }),
    effect(() => {
      const row = app.selection.value;
      if (row >= 0 && !drawn.has(row)) extra.value = row;
      else pair.select(row);
    }),
    effect(() => {
      const hits = app.hits.value;
      pair.search(app.searching.value ? (row) => hits[row] === 1 : null);
    }),
    effect(() => {
      void app.theme.value;
      queueMicrotask(() => pair.recolour());
    }),
  ];
  opened = true;
  if (written !== "") pair.goTo(written);
  stops.push(
    effect(() => {
      const text = app.graphPlace.value;
      if (text === written) return;
      written = text;
      pair.goTo(text);
    }),
  );
  return () => {
    for (const stop of stops) stop();
    pair.destroy();
    if (shown === pair) shown = null;
  };
}

function pairOf(app: CompareApp, comparison: Comparison, rows: Int32Array): Pair {
  const { functions: f, labels } = comparison;
  const { format } = app;
  const theme = app.theme.peek();
  // One measure for both sides, or a bar could not be held against its like.
  let most = 0;
  for (const row of rows) most = Math.max(most, f.active.before[row], f.active.after[row]);
  const side = (which: "before" | "after"): Side => ({
    title: `${which === "before" ? "A" : "B"}  ${shortLabel(labels[which === "before" ? 0 : 1])}`,
    has: f.status.map((status) => (status === (which === "before" ? Status.New : Status.Gone) ? 0 : 1)),
    share: f.active[which].map((active) => format.share(active, most)),
    value: (row) => format.duration(f.self[which][row]),
    describe: (row) =>
      `${cleaned(f.name[row])}\nself ${format.duration(f.self.before[row])} → ${format.duration(f.self.after[row])}, ` +
      `total ${format.duration(f.total.before[row])} → ${format.duration(f.total.after[row])}, ` +
      `calls ${format.count(f.calls.before[row])} → ${format.count(f.calls.after[row])}`,
    edges: edgesOf(app, comparison, which),
  });
  return {
    rows,
    before: side("before"),
    after: side("after"),
    label: (row) => ({ name: f.short[row], about: f.module[row] }),
    colour: (row) => functionColour(f, row, theme),
    tone: (row) => (isJudged(f, row) ? TONE[toneOfSelf(f, row)] : ""),
    change: (row) => (f.self.before[row] === f.self.after[row] ? "" : difference(f.self.before[row], f.self.after[row])),
  };
}

function edgesOf({ format }: CompareApp, { edges, functions: f, paths }: Comparison, which: "before" | "after"): Side["edges"] {
  const missing = which === "before" ? Status.New : Status.Gone;
  const kept: number[] = [];
  let most = 0;
  for (let edge = 0; edge < edges.length; edge++) {
    most = Math.max(most, edges.total.before[edge], edges.total.after[edge]);
    if (edges.status[edge] !== missing) kept.push(edge);
  }
  const detached = new Set<number>();
  for (let path = 0; path < paths.length; path++) {
    const parent = paths.parent[path];
    if (parent >= 0 && paths.detached[which][path] === 1) detached.add(paths.fn[parent] * f.length + paths.fn[path]);
  }
  return {
    length: kept.length,
    from: Int32Array.from(kept, (edge) => edges.from[edge]),
    to: Int32Array.from(kept, (edge) => edges.to[edge]),
    weight: Float64Array.from(kept, (edge) => format.share(edges.total[which][edge], most)),
    detached: Uint8Array.from(kept, (edge) => (detached.has(edges.from[edge] * f.length + edges.to[edge]) ? 1 : 0)),
    describe: (at) => {
      const edge = kept[at];
      return (
        `${cleaned(f.short[edges.from[edge]])} calls ${cleaned(f.short[edges.to[edge]])}\n` +
        `${format.count(edges.calls.before[edge])} → ${format.count(edges.calls.after[edge])} calls, ` +
        `${format.duration(edges.total.before[edge])} → ${format.duration(edges.total.after[edge])} total`
      );
    },
  };
}
