import { create } from "../create.ts";
import { centred, PanZoom, revealing, type Point, type View } from "../panzoom.ts";
import { CanvasDrawing, type Marks } from "./canvas.ts";
import { exportedSvg } from "./export.ts";
import { nodeAt } from "./hit.ts";
import { Fitting } from "./names.ts";
import { paletteOf, type Palette } from "./palette.ts";
import { links, NODE_HEIGHT, NODE_WIDTH, type Links, type Scene } from "./scene.ts";
import { anchorOf, openingView, wholeView } from "./sight.ts";
import { byShare, READABLE, signs } from "./signs.ts";
import { drawSvg, element, signOf, type Drawn } from "./svg.ts";
import { walked, type Step } from "./walk.ts";

/** Graphs of no more nodes than this are elements that can be focused and read; larger ones are painted. */
export const AS_SVG = 300;

/** A graph that is wider cannot be read once it has the width of a sheet. */
const PAPER = 1_700;
/** Around a graph on paper. */
const EDGE = 12;

const STEPS: Readonly<Record<string, Step>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

export interface BoardOptions {
  /** What the drawing is, for who does not see it. */
  readonly label: string;
  /** A node was chosen, or with −1 none. */
  readonly select: (row: number) => void;
  /** The drawing was moved or zoomed. */
  readonly moved?: () => void;
}

let boards = 0;

/** A place on the page that shows a graph, to be moved, zoomed, walked by keys and chosen from. */
export class Board {
  readonly element: HTMLDivElement;
  readonly panzoom: PanZoom;
  readonly #options: BoardOptions;
  readonly #fitting = new Fitting();
  readonly #listening = new AbortController();
  readonly #observer: ResizeObserver;
  readonly #live: HTMLParagraphElement;
  /** The focused node of a painted graph, as an element that a screen reader finds. */
  readonly #proxy: HTMLDivElement;
  #scene: Scene | null = null;
  #links: Links | null = null;
  /** Nodes in the order in which they get signs. */
  #order: Int32Array = new Int32Array(0);
  /** The signs of a drawing of elements; they do not grow with it. */
  readonly #signs = element("g", "signs");
  #index = new Map<number, number>();
  /** All of a small drawing; of a painted one the signs, above the canvas. */
  readonly #svg = element("svg");
  #drawn: Drawn | null = null;
  #canvas: HTMLCanvasElement | null = null;
  #painting: CanvasDrawing | null = null;
  #palette: Palette | null = null;
  #selected = -1;
  #focused = -1;
  #hovered = -1;
  #hits: ((row: number) => boolean) | null = null;
  #speaking = 0;

  constructor(host: HTMLElement, options: BoardOptions) {
    this.#options = options;
    this.element = create("div", "board");
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-label", options.label);
    this.#live = create("p", "hidden");
    this.#live.setAttribute("aria-live", "polite");
    this.#proxy = create("div", "hidden");
    this.#proxy.id = `board-focus-${boards++}`;
    this.#proxy.setAttribute("role", "img");
    host.append(this.element);
    this.panzoom = new PanZoom(this.element, {
      content: () => this.#scene?.layout ?? { width: 1, height: 1 },
      home: () => openingView(this.#scene, this.panzoom.pane),
      limits: () => ({ least: this.#whole().k, most: 3 }),
      draw: (view) => {
        this.#draw(view);
        this.#options.moved?.();
      },
      into: (at) => this.#into(at),
    });
    const signal = this.#listening.signal;
    this.element.addEventListener("click", (event) => this.#click(event), { signal });
    this.element.addEventListener("pointermove", (event) => this.#move(event), { signal });
    this.element.addEventListener("pointerleave", () => this.#hover(-1), { signal });
    this.element.addEventListener("keydown", (event) => this.#key(event), { signal });
    this.element.addEventListener("focusin", (event) => this.#focusIn(event), { signal });
    this.element.addEventListener("focusout", () => this.#repaint(), { signal });
    this.#signs.setAttribute("pointer-events", "none");
    this.#signs.setAttribute("aria-hidden", "true");
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.element);
    addEventListener("beforeprint", () => this.#onPaper(), { signal });
    addEventListener("afterprint", () => this.#resize(), { signal });
  }

  /** Shows another scene. Where the reader moved about, what they looked at stays where it is. */
  show(scene: Scene): void {
    const anchor = anchorOf(this.#scene, this.panzoom.view, this.panzoom.pane, this.#selected);
    const hadFocus = this.element.contains(document.activeElement);
    const focusedRow = this.#focused < 0 ? -1 : this.#scene?.nodes[this.#focused].row ?? -1;
    const selectedRow = this.#selected < 0 ? -1 : this.#scene?.nodes[this.#selected].row ?? -1;
    const last = this.#scene;
    this.#scene = scene;
    this.#links = links(scene);
    this.#order = byShare(scene);
    this.#index = new Map(scene.nodes.map((node, v) => [node.row, v]));
    this.#hovered = -1;
    this.#focused = this.#index.get(focusedRow) ?? -1;
    this.#selected = this.#index.get(selectedRow) ?? -1;
    this.#build(scene, last);
    if (this.panzoom.atHome) this.panzoom.home({ remember: false });
    else {
      const v = anchor === null ? undefined : this.#index.get(anchor.row);
      const { k } = this.panzoom.view;
      const view =
        anchor === null || v === undefined
          ? this.panzoom.view
          : { x: anchor.x - k * scene.layout.x[v], y: anchor.y - k * scene.layout.y[v], k };
      this.panzoom.show(view, { remember: false });
      this.panzoom.forget();
    }
    this.#mark();
    this.#draw(this.panzoom.view);
    if (hadFocus && scene.nodes.length > 0) this.#focus(Math.max(0, this.#focused), false);
  }

  /** Marks a chosen node; shows it where `reveal` asks for that and it is out of sight. */
  select(row: number, { reveal = true } = {}): void {
    this.#selected = this.#index.get(row) ?? -1;
    if (this.#selected >= 0) {
      this.#tabStop(this.#selected);
      if (reveal) this.#reveal(this.#selected);
    }
    this.#mark();
  }

  /** Marks what a search hits, and dims the rest; null without a search. */
  search(hits: ((row: number) => boolean) | null): void {
    this.#hits = hits;
    this.#mark();
  }

  /** Says something to who does not see the drawing. */
  say(text: string): void {
    clearTimeout(this.#speaking);
    this.#speaking = window.setTimeout(() => (this.#live.textContent = text), 300);
  }

  /** The colours of the page have changed. */
  recolour(): void {
    this.#palette = null;
    this.#repaint();
  }

  whole(): void {
    this.panzoom.show(this.#whole(), { glide: true });
  }

  /** Zooms to a node. */
  zoomTo(row: number): void {
    const v = this.#index.get(row);
    if (v !== undefined) this.panzoom.show(centred(this.#box(v), 1.25, this.panzoom.pane), { glide: true });
  }

  /** Scale and middle of what is seen, for a link; empty where the drawing is as it opened. */
  place(): string {
    if (this.panzoom.atHome) return "";
    const { x, y, k } = this.panzoom.view;
    const { width, height } = this.panzoom.pane;
    return [(width / 2 - x) / k, (height / 2 - y) / k].map(Math.round).concat(Math.round(k * 1000) / 1000).join();
  }

  /** Goes to where `place` was. */
  goTo(place: string): void {
    const [x, y, k] = place.split(",").map(Number);
    if (place === "" || !Number.isFinite(x + y + k) || k <= 0) this.panzoom.home({ remember: false });
    else this.panzoom.show(centred({ x, y, width: 0, height: 0 }, k, this.panzoom.pane), { remember: false });
  }

  exportSvg(): string {
    return this.#scene === null ? "" : exportedSvg(this.#scene, this.#fitting, paletteOf(this.element));
  }

  destroy(): void {
    clearTimeout(this.#speaking);
    this.#listening.abort();
    this.#observer.disconnect();
    this.panzoom.destroy();
    this.element.remove();
  }

  #build(scene: Scene, last: Scene | null): void {
    if (scene.nodes.length <= AS_SVG) {
      this.#canvas = this.#painting = null;
      const drawn = this.#drawn;
      this.#drawn = drawSvg(scene, this.#fitting, last === null || drawn === null ? undefined : { scene: last, drawn });
      if (this.#drawn.world.parentNode !== this.#svg) {
        this.#svg.replaceChildren(this.#drawn.world, this.#signs);
        this.element.replaceChildren(this.#svg, this.#live);
      }
      if (scene.nodes.length > 0) this.#tabStop(Math.max(0, this.#focused, this.#selected));
      this.element.removeAttribute("tabindex");
      this.element.removeAttribute("aria-activedescendant");
      this.#frame();
      return;
    }
    this.#drawn = null;
    this.#svg.replaceChildren(this.#signs);
    this.#canvas ??= create("canvas");
    this.#painting = new CanvasDrawing(scene, this.#fitting);
    this.element.tabIndex = 0;
    this.#proxy.setAttribute("aria-label", scene.nodes[Math.max(0, this.#focused, this.#selected)].title);
    this.element.replaceChildren(this.#canvas, this.#svg, this.#live, this.#proxy);
    this.#resize();
  }

  #whole(): View {
    return wholeView(this.#scene, this.panzoom.pane);
  }

  #box(v: number): { x: number; y: number; width: number; height: number } {
    const { x, y } = this.#scene!.layout;
    return { x: x[v], y: y[v], width: NODE_WIDTH, height: NODE_HEIGHT };
  }

  #reveal(v: number): void {
    const { view, pane } = this.panzoom;
    const next = revealing(view, this.#box(v), pane);
    if (next !== view) this.panzoom.show(next, { glide: true });
  }

  /** Lets the drawing shrink as a whole where paper is narrower than the screen. */
  #frame(): void {
    const { width, height } = this.panzoom.pane;
    if (width > 0 && height > 0) this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }

  /** On paper nobody moves anything: what no reader moved before is shown as a whole, unless too small to be read. */
  #onPaper(): void {
    this.#repaint();
    if (this.#drawn === null || this.#scene === null || !this.panzoom.atHome) return;
    const { width, height } = this.#scene.layout;
    if (width > PAPER) return;
    this.#svg.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${width + 2 * EDGE} ${height + 2 * EDGE}`);
    this.#signs.replaceChildren();
    this.#drawn.world.setAttribute("class", "world");
    this.#drawn.world.removeAttribute("transform");
  }

  #resize(): void {
    this.#frame();
    if (this.#canvas !== null) {
      const ratio = window.devicePixelRatio || 1;
      this.#canvas.width = Math.round(this.element.clientWidth * ratio);
      this.#canvas.height = Math.round(this.element.clientHeight * ratio);
    }
    if (this.panzoom.atHome) this.panzoom.home({ remember: false });
    this.#draw(this.panzoom.view);
  }

  #draw(view: View): void {
    if (this.#drawn !== null) {
      this.#drawn.world.setAttribute("transform", `matrix(${view.k} 0 0 ${view.k} ${view.x} ${view.y})`);
      // Text that cannot be read costs most of a frame.
      this.#drawn.world.classList.toggle("far", view.k < READABLE);
      this.#drawn.world.classList.toggle("farther", view.k < 0.25);
      this.#sign(view);
      return;
    }
    const context = this.#canvas?.getContext("2d");
    if (!context || this.#painting === null) return;
    this.#palette ??= paletteOf(this.element);
    const { width, height } = this.panzoom.pane;
    const marks = this.#marks();
    this.#painting.draw(context, view, width, height, this.#palette, marks);
    this.#sign(view, marks.hits);
  }

  /** Names of the heaviest nodes, and of what is pointed at, where the nodes' own cannot be read. */
  #sign(view: View, hits = view.k < READABLE ? this.#marks().hits : null): void {
    if (this.#scene === null) return;
    const { nodes } = this.#scene;
    const first = [this.#hovered, this.#selected, this.#focused];
    const made = signs(this.#scene, this.#order, view, this.panzoom.pane, this.#fitting, first, hits);
    // What comes first stands above the others.
    this.#signs.replaceChildren(...made.map((sign) => signOf(nodes[sign.node], sign)).reverse());
  }

  #repaint(): void {
    if (this.#canvas !== null) this.#draw(this.panzoom.view);
  }

  #marks(): Marks {
    const { nodes, edges } = this.#scene!;
    const hits = this.#hits;
    const hasFocus = this.element.contains(document.activeElement);
    const at = this.#centre;
    return {
      selected: this.#selected,
      focused: hasFocus ? this.#focused : -1,
      hovered: this.#hovered,
      hits: hits === null ? null : Uint8Array.from(nodes, ({ row }) => Number(hits(row))),
      near: at < 0 ? null : Uint8Array.from(edges, ({ from, to }) => Number(from === at || to === at)),
    };
  }

  /** Puts choice and search on the elements. */
  #mark(): void {
    const drawn = this.#drawn;
    if (drawn === null) {
      this.#repaint();
      return;
    }
    const hits = this.#hits;
    drawn.world.classList.toggle("searching", hits !== null);
    this.#scene!.nodes.forEach(({ row }, v) => {
      const { classList } = drawn.nodes[v];
      classList.toggle("hit", hits !== null && hits(row));
      classList.toggle("chosen", v === this.#selected);
      if (v === this.#selected) drawn.nodes[v].setAttribute("aria-current", "true");
      else drawn.nodes[v].removeAttribute("aria-current");
    });
    this.#markNear(drawn);
    this.#sign(this.panzoom.view);
  }

  /** The node whose edges stand out: what is pointed at, or else what is selected. */
  get #centre(): number {
    return this.#hovered >= 0 ? this.#hovered : this.#selected;
  }

  #markNear(drawn: Drawn): void {
    for (const near of this.element.querySelectorAll(".near")) near.classList.remove("near");
    const v = this.#centre;
    if (v < 0) return;
    this.#scene!.edges.forEach(({ from, to }, e) => {
      if (from !== v && to !== v) return;
      drawn.edges[e].classList.add("near");
      drawn.nodes[from].classList.add("near");
      drawn.nodes[to].classList.add("near");
    });
  }

  #hover(v: number): void {
    if (v === this.#hovered) return;
    this.#hovered = v;
    this.element.classList.toggle("pointing", v >= 0);
    const drawn = this.#drawn;
    if (drawn === null) {
      this.element.title = v < 0 ? "" : this.#scene!.nodes[v].title;
      this.#repaint();
      return;
    }
    this.#markNear(drawn);
    this.#sign(this.panzoom.view);
  }

  #under(at: Point): number {
    const { x, y, k } = this.panzoom.view;
    return this.#scene === null ? -1 : nodeAt(this.#scene, (at.x - x) / k, (at.y - y) / k);
  }

  #move(event: PointerEvent): void {
    if (event.pointerType !== "touch" && event.buttons === 0) this.#hover(this.#under(this.panzoom.at(event)));
  }

  #click(event: MouseEvent): void {
    const v = this.#under(this.panzoom.at(event));
    if (v >= 0) this.#focus(v, false);
    this.#options.select(v < 0 ? -1 : this.#scene!.nodes[v].row);
  }

  #into(at: Point): boolean {
    const v = this.#under(at);
    if (v >= 0) this.zoomTo(this.#scene!.nodes[v].row);
    return v >= 0;
  }

  #focusIn(event: FocusEvent): void {
    const v = this.#drawn?.nodes.indexOf(event.target as SVGGElement) ?? -1;
    if (v >= 0) {
      this.#focused = v;
      this.#tabStop(v);
      if ((event.target as Element).matches(":focus-visible")) this.#reveal(v);
    } else if (this.#canvas !== null && this.#scene !== null && this.#scene.nodes.length > 0) {
      this.#focus(Math.max(0, this.#focused, this.#selected), true);
    }
  }

  /** One node is reached by Tab; arrows lead on from there. */
  #tabStop(v: number): void {
    this.#drawn?.nodes.forEach((node, i) => node.setAttribute("tabindex", i === v ? "0" : "-1"));
  }

  #focus(v: number, reveal: boolean): void {
    this.#focused = v;
    if (this.#drawn !== null) {
      this.#tabStop(v);
      this.#drawn.nodes[v].focus({ preventScroll: true });
    } else {
      if (!this.element.contains(document.activeElement)) this.element.focus({ preventScroll: true });
      this.#proxy.setAttribute("aria-label", this.#scene!.nodes[v].title);
      this.element.setAttribute("aria-activedescendant", this.#proxy.id);
      this.#repaint();
    }
    if (reveal) this.#reveal(v);
  }

  #key(event: KeyboardEvent): void {
    if (this.#handled(event)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #handled(event: KeyboardEvent): boolean {
    if (this.panzoom.key(event)) return true;
    const scene = this.#scene;
    if (scene === null || scene.nodes.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "f") {
      this.whole();
      return true;
    }
    const at = Math.max(0, this.#focused);
    const step = STEPS[event.key];
    if (step !== undefined) {
      this.#focus(this.#focused < 0 ? 0 : walked(scene, this.#links!, at, step), true);
      return true;
    }
    if (event.key === "Enter" || event.key === " ") {
      this.#options.select(scene.nodes[at].row);
      if (event.key === "Enter") this.zoomTo(scene.nodes[at].row);
      return true;
    }
    return false;
  }
}
