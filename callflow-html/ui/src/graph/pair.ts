import { Board } from "./board.ts";
import { button, zoomButtons } from "./buttons.ts";
import { layout, type Layout } from "./layout.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Scene, type SceneEdge, type SceneNode, type Tone } from "./scene.ts";

/** One of the two graphs. Rows are those of the union of both. */
export interface Side {
  /** What its pane is called. */
  readonly title: string;
  /** By row: 1 where this side has the function. */
  readonly has: Uint8Array;
  /** By row, from 0 to 1: the length of the bar. */
  readonly share: Float64Array;
  /** The number in the box. */
  readonly value: (row: number) => string;
  /** What a screen reader says of a box, and a tooltip shows. */
  readonly describe: (row: number) => string;
  readonly edges: SideEdges;
}

export interface SideEdges {
  readonly length: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** From 0 to 1: how thick each is drawn. */
  readonly weight: Float64Array;
  /** 1 where most calls began away from their caller. */
  readonly detached: Uint8Array;
  readonly describe: (edge: number) => string;
}

export interface Pair {
  /** The rows to draw, the most important first, few enough to lay out at once; both sides draw the same. */
  readonly rows: Int32Array;
  readonly before: Side;
  readonly after: Side;
  readonly label: (row: number) => { readonly name: string; readonly about: string };
  readonly colour: (row: number) => string;
  /** How the function's self time differs, shown by colour, sign and word in both panes; empty where that is not judged. */
  readonly tone: (row: number) => Tone;
  /** The size of the difference, with its sign: `+19.5 ms`; empty for none. */
  readonly change: (row: number) => string;
}

export interface PairOptions {
  readonly select: (row: number) => void;
  /** The reader linked the panes or let them loose. */
  readonly linked?: (linked: boolean) => void;
  /** Either drawing was moved or zoomed. */
  readonly moved?: () => void;
}

export interface MountedPair {
  show(pair: Pair): void;
  select(row: number, options?: { readonly reveal?: boolean }): void;
  search(hits: ((row: number) => boolean) | null): void;
  recolour(): void;
  /** Scale and middle of the left pane, for a link; empty where it is as it opened. */
  place(): string;
  /** Goes to where `place` was, with the right pane if it is linked. */
  goTo(place: string): void;
  /** Each pane as an SVG of its own. */
  exportSvg(): { readonly before: string; readonly after: string };
  destroy(): void;
}

const WORDS: Readonly<Record<Tone, string>> = {
  "": "",
  same: "",
  more: "more self time",
  less: "less self time",
  new: "new",
  gone: "gone",
};

/** Two panes with the same nodes in the same places: what one side lacks is a dashed ghost there. */
export function mountPair(host: HTMLElement, options: PairOptions): MountedPair {
  const element = document.createElement("div");
  element.className = "graph-pair";
  const head = document.createElement("div");
  head.className = "graph-head";
  const link = button("Linked", () => toggle(), "Move and zoom both graphs together (L)");
  const summary = document.createElement("p");
  const buttons = document.createElement("div");
  buttons.className = "buttons";
  head.append(summary, buttons);
  const legend = document.createElement("p");
  legend.className = "graph-legend";
  for (const [tone, text] of [
    ["more", "+ more self time"],
    ["less", "\u2212 less self time"],
    ["new", "new"],
    ["gone", "gone"],
    ["ghost", "dashed: not on this side"],
  ]) {
    const item = document.createElement("span");
    item.className = `swatch-${tone}`;
    item.textContent = text;
    legend.append(item);
  }
  const hint = document.createElement("span");
  hint.className = "hint";
  hint.textContent = "Ctrl or \u2318 with the wheel zooms; the wheel alone once a function has the focus.";
  legend.append(hint);
  element.append(head);
  const panes = ["Before", "After"].map((name) => {
    const section = document.createElement("section");
    const title = document.createElement("h3");
    title.append(document.createElement("bdi"));
    section.append(title);
    element.append(section);
    const board = new Board(section, {
      label: `Call graph, ${name.toLowerCase()}. Arrow keys lead to callers, callees and neighbours; Space selects, Enter zooms, L links the two graphs.`,
      select: (row) => options.select(row),
      moved: () => options.moved?.(),
    });
    // The page scrolls over both, unless a reader is at work in there or asks for it as everywhere: with Ctrl or Command.
    section.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey && !board.element.contains(document.activeElement)) event.stopPropagation();
      },
      { capture: true, passive: true },
    );
    return { title: title.firstChild as HTMLElement, board };
  });
  const [before, after] = panes;
  // Let loose, each pane has its own keys; the buttons then move the left one.
  buttons.append(link, ...zoomButtons(() => before.board));
  element.append(legend);
  host.append(element);

  let unlink: (() => void) | null = null;
  const setLinked = (linked: boolean): void => {
    unlink?.();
    unlink = linked ? before.board.panzoom.link(after.board.panzoom) : null;
    link.textContent = linked ? "Linked" : "Not linked";
    link.setAttribute("aria-pressed", String(linked));
  };
  const toggle = (): void => {
    const linked = unlink === null;
    setLinked(linked);
    options.linked?.(linked);
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target instanceof Element && event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    toggle();
  };
  addEventListener("keydown", key);

  let opened = false;
  return {
    show(pair) {
      before.title.textContent = pair.before.title;
      after.title.textContent = pair.after.title;
      summary.textContent = summed(pair);
      const union = unionOf(pair);
      const n = pair.rows.length;
      const made = layout({
        width: new Float64Array(n).fill(NODE_WIDTH),
        height: new Float64Array(n).fill(NODE_HEIGHT),
        from: union.from,
        to: union.to,
      });
      before.board.show(sceneOf(pair, pair.before, union, made));
      after.board.show(sceneOf(pair, pair.after, union, made));
      if (!opened) setLinked(true);
      opened = true;
    },
    select(row, select) {
      before.board.select(row, select);
      // A pane that follows needs no showing of its own, which would lead it elsewhere.
      after.board.select(row, unlink === null ? select : { reveal: false });
    },
    search(hits) {
      for (const { board } of panes) board.search(hits);
    },
    recolour() {
      for (const { board } of panes) board.recolour();
    },
    place: () => before.board.place(),
    goTo: (place) => before.board.goTo(place),
    exportSvg: () => ({ before: before.board.exportSvg(), after: after.board.exportSvg() }),
    destroy() {
      removeEventListener("keydown", key);
      for (const { board } of panes) board.destroy();
      element.remove();
    },
  };
}

/** The edges of both sides, by node; for each the row of either side's table, or −1. */
export interface Union {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly before: Int32Array;
  readonly after: Int32Array;
}

export function unionOf({ rows, before, after }: Pick<Pair, "rows"> & { before: Pick<Side, "edges">; after: Pick<Side, "edges"> }): Union {
  const index = new Map(Array.from(rows, (row, v) => [row, v]));
  const place = new Map<number, number>();
  const from: number[] = [];
  const to: number[] = [];
  const sides = [before.edges, after.edges].map((edges) => {
    const found: number[] = [];
    for (let e = 0; e < edges.length; e++) {
      const a = index.get(edges.from[e]);
      const b = index.get(edges.to[e]);
      if (a === undefined || b === undefined) continue;
      const key = a * rows.length + b;
      let at = place.get(key);
      if (at === undefined) {
        place.set(key, (at = from.length));
        from.push(a);
        to.push(b);
      }
      found[at] = e;
    }
    return found;
  });
  const all = (found: number[]): Int32Array => Int32Array.from(from, (_, i) => found[i] ?? -1);
  return { from: Int32Array.from(from), to: Int32Array.from(to), before: all(sides[0]), after: all(sides[1]) };
}

function sceneOf(pair: Pair, side: Side, union: Union, made: Layout): Scene {
  const rows = side === pair.before ? union.before : union.after;
  const nodes: SceneNode[] = Array.from(pair.rows, (row) => {
    const { name, about } = pair.label(row);
    const tone = pair.tone(row);
    const ghost = side.has[row] === 0;
    const change = pair.change(row);
    const word = WORDS[tone];
    return {
      row,
      name,
      about,
      value: ghost ? (tone === "" ? "not here" : side === pair.before ? "not yet" : "gone") : short(side.value(row), tone, change),
      share: side.share[row],
      own: 0,
      colour: pair.colour(row),
      tone,
      ghost,
      title: [side.describe(row), [word, change].filter((part) => part !== "").join(", ")].filter((part) => part !== "").join("\n"),
    };
  });
  const edges: SceneEdge[] = Array.from(rows, (e, i) => ({
    from: union.from[i],
    to: union.to[i],
    weight: e < 0 ? 0 : side.edges.weight[e],
    detached: e >= 0 && side.edges.detached[e] === 1,
    ghost: e < 0,
    title: e < 0 ? "Not called here on this side" : side.edges.describe(e),
  }));
  return { nodes, edges, layout: made };
}

/** The value with what changed: never by colour alone. */
function short(value: string, tone: Tone, change: string): string {
  if (tone === "new" || tone === "gone") return `${value} ${tone}`;
  return change === "" || tone === "same" || tone === "" ? value : `${value} (${change})`;
}

function summed({ rows, tone }: Pair): string {
  const count: Record<Tone, number> = { "": 0, same: 0, more: 0, less: 0, new: 0, gone: 0 };
  for (const row of rows) count[tone(row)]++;
  const parts = (["more", "less", "new", "gone"] as const)
    .filter((tone) => count[tone] > 0)
    .map((tone) => {
      const take = count[tone] === 1 ? "takes" : "take";
      return `${count[tone]} ${tone === "more" || tone === "less" ? `${take} ${tone} self time` : tone}`;
    });
  const judged = rows.length - count[""];
  return `${judged} function${judged === 1 ? "" : "s"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}
