import { computed, effect, signal } from "@preact/signals-core";
import { create } from "../create.ts";
import { FRESH } from "../hash.ts";
import { beside, countedAmong, isCounted } from "../origin.ts";
import type { App } from "../state.ts";
import { cleaned } from "../surface.ts";
import { Board } from "./board.ts";
import { button, zoomButtons } from "./buttons.ts";
import { flow, type Flow } from "./flow.ts";
import { layout, type Layout } from "./layout.ts";
import { IN_PAGE, layoutInWorker, type Pending } from "./offload.ts";
import { reduce, type Reduced } from "./reduce.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Scene, type SceneEdge, type SceneNode } from "./scene.ts";

let current: Board | null = null;

/** The graph as it is drawn, as an SVG of its own. */
export function exportSvg(): string {
  return current?.exportSvg() ?? "";
}

export function mount(host: HTMLElement, app: App): () => void {
  const view = create("div", "graph-view");
  const head = create("div", "graph-head");
  const summary = create("p");
  const buttons = create("div", "buttons");
  const all = button("Show all", () => {
    const shows = all.dataset["shows"] === "all";
    app.threshold.value = shows ? FRESH.threshold : 0;
    app.top.value = shows ? FRESH.top : app.recording.functions.length;
  });
  buttons.append(all, ...zoomButtons(() => board));
  head.append(summary, buttons);
  const place = create("div");
  const busy = create("p", "busy");
  view.append(head, place, legend());
  host.replaceChildren(view);

  const zoom = app.viewState("graph");
  let written = zoom.peek();
  const board = new Board(place, {
    label: "Call graph. Arrow keys lead to callers, callees and neighbours; Space selects, Enter zooms.",
    select: (row) => app.select(row),
    moved: () => {
      const text = board.place();
      if (text === written) return;
      written = text;
      zoom.value = text;
    },
  });
  current = board;

  /** Functions that are drawn only because they were chosen; they stay until another one takes their place. */
  const extra = signal<readonly number[]>([]);
  let drawn = new Set<number>();
  let kept: { readonly nodes: string; readonly layout: Layout } | null = null;
  let pending: Pending | null = null;
  let opened = false;

  const caused = computed(() => {
    const { paths, edges } = app.picture.value;
    return flow(paths, edges, app.recording.functions.length);
  });

  const show = (reduced: Reduced, made: Layout): void => {
    board.show(sceneOf(app, caused.peek(), reduced, made));
    drawn = new Set(reduced.nodes);
    if (!opened) {
      opened = true;
      board.goTo(written);
    }
    board.select(app.selection.peek(), { reveal: zoom.peek() === "" });
    search();
  };

  let counted = "";
  /** Marks the hits, and says so where some are not in the drawing. */
  const search = (): void => {
    const hits = app.hits.peek();
    const isSearching = app.searching.peek();
    board.search(isSearching ? (row) => hits[row] === 1 : null);
    const { count } = app.found.peek();
    let seen = 0;
    for (const row of drawn) seen += hits[row];
    const missing = isSearching && seen < count ? `; ${seen} of ${app.format.counted(count, "hit")} among them` : "";
    summary.textContent = counted + missing;
    board.say(summary.textContent);
  };

  const draw = (): void => {
    const reduced = reduction(app, caused.peek(), extra.peek());
    const { format } = app;
    const isAll = reduced.nodes.length === reduced.all.length;
    const shown = countedAmong(app.recording.functions, reduced.nodes);
    const of = countedAmong(app.recording.functions, reduced.all);
    const library = reduced.nodes.length - shown;
    const functions = `${isAll ? (of > 1 ? "All " : "") : `${format.count(shown)} of `}${format.counted(of, "function")}`;
    counted =
      reduced.all.length === 0
        ? "No function was called in what is shown."
        : `${of === 0 ? `${format.counted(library, "node")} of callflow` : beside(functions, library)} shown, ${format.percent(reduced.share)} of time`;
    summary.textContent = counted;
    all.dataset["shows"] = isAll && of > FRESH.top ? "all" : "some";
    all.hidden = isAll && all.dataset["shows"] === "some";
    all.textContent = all.dataset["shows"] === "all" ? "Heaviest only" : "Show all";
    pending?.cancel();
    pending = null;
    busy.remove();
    const nodes = `${reduced.nodes.join()};${reduced.edges.join()}`;
    if (kept !== null && kept.nodes === nodes) {
      show(reduced, kept.layout);
      return;
    }
    const keep = (made: Layout): void => {
      kept = { nodes, layout: made };
      show(reduced, made);
    };
    const graph = graphOf(app, reduced);
    if (reduced.nodes.length <= IN_PAGE) {
      keep(layout(graph));
      return;
    }
    busy.textContent = `Laying out ${format.counted(reduced.nodes.length, "function")} \u2026`;
    board.element.append(busy);
    const mine = (pending = layoutInWorker(graph));
    void mine.layout.then((made) => {
      if (pending !== mine) return;
      pending = null;
      busy.remove();
      keep(made);
    });
  };

  let frame = 0;
  /** Paper does not wait for a frame. */
  const print = (): void => {
    cancelAnimationFrame(frame);
    frame = 0;
    draw();
  };
  addEventListener("beforeprint", print);
  const stops = [
    effect(() => {
      // Everything that a drawing is made of; a slider changes it more often than a frame can show.
      void [app.picture.value, app.basis.value, app.unit.value, app.threshold.value, app.top.value, app.theme.value, extra.value];
      if (frame !== 0) return;
      if (!opened) draw();
      else frame = requestAnimationFrame(() => ((frame = 0), draw()));
    }),
    effect(() => {
      void app.theme.value;
      board.recolour();
    }),
    effect(() => {
      const row = app.selection.value;
      if (row >= 0 && !drawn.has(row)) extra.value = [row];
      else board.select(row);
    }),
    effect(() => {
      void [app.hits.value, app.searching.value];
      search();
    }),
    effect(() => {
      const text = zoom.value;
      if (text === written) return;
      written = text;
      board.goTo(text);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    removeEventListener("beforeprint", print);
    cancelAnimationFrame(frame);
    pending?.cancel();
    pending = null;
    board.destroy();
    if (current === board) current = null;
    host.replaceChildren();
  };
}

/** What the basis means for a graph: a caller has to weigh what is below it, so self time is weighed with it. */
function reduction(app: App, caused: Flow, extra: readonly number[]): Reduced {
  const { functions, edges } = app.picture.peek();
  const basis = app.basis.peek();
  const byBusy = basis === "self" || basis === "active";
  const weight = byBusy ? functions.active.map((active, row) => Math.max(active, caused.node[row])) : functions.total;
  let whole = 0;
  for (let row = 0; row < weight.length; row++) whole = byBusy ? whole + functions.self[row] : Math.max(whole, weight[row]);
  return reduce(
    { weight, calls: functions.calls, self: functions.self, whole, edges, edgeWeight: byBusy ? caused.edge : edges.total },
    {
      threshold: app.threshold.peek() / 100,
      top: app.top.peek(),
      always: extra,
      isCounted: (row) => isCounted(app.recording.functions, row),
    },
  );
}

function graphOf(app: App, { nodes, edges: rows }: Reduced) {
  const { edges } = app.picture.peek();
  const index = new Map(Array.from(nodes, (row, v) => [row, v]));
  return {
    width: new Float64Array(nodes.length).fill(NODE_WIDTH),
    height: new Float64Array(nodes.length).fill(NODE_HEIGHT),
    from: rows.map((e) => index.get(edges.from[e])!),
    to: rows.map((e) => index.get(edges.to[e])!),
  };
}

function sceneOf(app: App, caused: Flow, reduced: Reduced, made: Layout): Scene {
  const { functions: table } = app.recording;
  const { functions, edges } = app.picture.peek();
  const { format } = app;
  const basis = app.basis.peek();
  const byBusy = basis === "self" || basis === "active";
  let busy = 0;
  let most = 0;
  let mostCalls = 0;
  for (let row = 0; row < table.length; row++) {
    busy += functions.self[row];
    most = Math.max(most, functions[basis][row]);
  }
  for (const e of reduced.edges) mostCalls = Math.max(mostCalls, edges.calls[e]);
  const nodes: SceneNode[] = Array.from(reduced.nodes, (row) => {
    const value = functions[basis][row];
    const below = Math.max(functions.active[row], caused.node[row]);
    const calls = functions.calls[row];
    const isUntimed = app.isUntimed(row);
    return {
      row,
      name: table.short[row],
      about: table.module[row],
      value: isUntimed && (value === 0 || basis === "self" || basis === "calls") ? "–" : app.text(value, basis, calls),
      share: byBusy ? format.share(below, busy) : format.share(value, most),
      own: byBusy ? format.share(functions.self[row], busy) : 0,
      colour: app.colourOf(row),
      tone: "",
      ghost: false,
      title:
        `${cleaned(table.name[row])}\n${isUntimed ? "" : `${format.duration(functions.self[row])} self, `}` +
        `${format.duration(functions.total[row])} total, ${isUntimed ? "" : `${format.counted(calls, "call")}, `}` +
        `${format.percent(format.share(below, busy))} of time at and below it`,
    };
  });
  const index = new Map(Array.from(reduced.nodes, (row, v) => [row, v]));
  const links: SceneEdge[] = Array.from(reduced.edges, (e) => {
    const [from, to] = [edges.from[e], edges.to[e]];
    const detached = caused.detached[e] === 1;
    const time = byBusy ? caused.edge[e] : edges.total[e];
    return {
      from: index.get(from)!,
      to: index.get(to)!,
      weight: basis === "calls" ? format.share(edges.calls[e], mostCalls) : format.share(time, byBusy ? busy : most),
      detached,
      ghost: false,
      ...(from === to && !app.isUntimed(to) ? { label: `${format.count(edges.calls[e])}\u00d7` } : {}),
      title:
        `${cleaned(table.short[from])} ${detached ? "spawns" : from === to ? "calls itself:" : "calls"} ` +
        `${from === to ? "" : cleaned(table.short[to])}\n` +
        `${app.isUntimed(to) ? "" : `${format.counted(edges.calls[e], "call")}, `}` +
        `${format.duration(edges.total[e])} total`,
    };
  });
  return { nodes, edges: links, layout: made };
}

function legend(): HTMLElement {
  return create(
    "p",
    "graph-legend",
    "Callers on the left. Bar: time at and below a function, strong its own. " +
      "Thick lines: more time. Dashed lines: spawned. Arrow to the left: recursion; a loop says how often.",
  );
}
