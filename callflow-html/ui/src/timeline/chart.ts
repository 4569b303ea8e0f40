/** A timeline that is looked around in: zoom, pan, ranges, what is pointed at, the keyboard's place. */
import type { Extent } from "../extent.ts";
import { Lens } from "../lens.ts";
import { callWords } from "../origin.ts";
import type { Palette } from "../palette.ts";
import { arrow, Stage, type Actor, type Spoken } from "../stage.ts";
import type { App } from "../state.ts";
import { canvasMeasure, SvgSurface, type Surface } from "../surface.ts";
import {
  CURVE,
  drawHead,
  drawLanes,
  drawLinks,
  drawOutlines,
  drawOver,
  HEAD,
  LANE,
  MAP,
  type TimelineMarks,
  type TimelineScene,
  type TimelineSkin,
} from "./draw.ts";
import {
  callNear,
  calledWithin,
  criticalPath,
  endedWords,
  familyOf,
  neighbourCall,
  packed,
  peakOf,
  tasksAt,
  worldOf,
  type Family,
  type Lanes,
} from "./layout.ts";

const MOST_EXPORTED_LANES = 1000;
/** Lines to more children than this are a curtain. */
const MOST_LINKS = 60;

export class TimelineChart implements Actor {
  readonly stage: Stage;
  readonly #app: App;
  readonly #lanes: Lanes;
  readonly #family: Family;
  readonly #peak: number;
  readonly #readOut: (call: number) => void;
  readonly #viewed: (view: Extent | null) => void;
  #palette: Palette | null = null;
  #skin: TimelineSkin | null = null;
  readonly #lens: Lens;
  #hover = -1;
  #focus = -1;
  #pointed = -2;
  #critical: ReadonlySet<number> = new Set();
  #links: TimelineMarks["links"] = [];
  #cursor = -1;
  /** Where a range that is being dragged begins, and on which scale. */
  #anchor: { readonly at: number; readonly isMap: boolean } | null = null;
  #dragged: Extent | null = null;

  constructor(host: HTMLElement, app: App, readOut: (call: number) => void, viewed: (view: Extent | null) => void) {
    const { timeline, functions, wall } = app.recording;
    this.#app = app;
    this.#readOut = readOut;
    this.#viewed = viewed;
    this.#family = familyOf(timeline);
    this.#lanes = packed(timeline, this.#family);
    const world = worldOf(timeline, wall);
    this.#peak = peakOf(timeline);
    if (this.#lanes.count > 0) this.#focus = this.#lanes.calls[0];
    const { count, counted, duration } = app.format;
    this.stage = new Stage(
      host,
      "Timeline. Arrow keys walk from call to call, Enter zooms, 0 shows everything, R makes the call a range.",
      this,
    );
    this.#lens = new Lens(world, this.stage);
    this.stage.setContent(HEAD + this.#lanes.count * LANE + 2);
    this.stage.announce(
      `Timeline of ${callWords(functions, timeline.fn)} in ${counted(this.#lanes.count, "lane")} over ${duration(world.to)}, at most ${count(this.#peak)} at once.`,
    );
    this.#speak();
  }

  get view(): Extent {
    return this.#lens.view;
  }

  get isZoomed(): boolean {
    return this.#lens.isZoomed;
  }

  get lanes(): number {
    return this.#lanes.count;
  }

  paint(palette: Palette, skin: TimelineSkin): void {
    this.#palette = palette;
    this.#skin = skin;
    this.stage.redraw();
  }

  look(view: Extent | null): void {
    this.#lens.look(view ?? this.#lens.world);
    this.stage.redraw();
  }

  /** Moves the keyboard's place to the first call of a function that is in view, or to its first at all. */
  seek(fn: number): void {
    const { timeline } = this.#app.recording;
    if (this.#focus >= 0 && timeline.fn[this.#focus] === fn) return;
    let found = -1;
    for (let call = 0; call < timeline.length; call++) {
      if (timeline.fn[call] !== fn) continue;
      if (found < 0) found = call;
      if (timeline.end[call] > this.#lens.view.from && timeline.start[call] < this.#lens.view.to) {
        found = call;
        break;
      }
    }
    if (found < 0) return;
    this.#focus = found;
    this.#reveal(found);
    this.#speak();
  }

  exportSvg(): string {
    if (this.#palette === null) return "";
    const pixels = Math.max(320, this.stage.width);
    const lanes = Math.min(this.#lanes.count, MOST_EXPORTED_LANES);
    const height = HEAD + lanes * LANE + 2;
    const surface = new SvgSurface(pixels, height, canvasMeasure(document.createElement("canvas").getContext("2d")!));
    surface.rect(0, 0, pixels, height, this.#palette.panel);
    this.#draw(surface, this.#scene(false), 0, lanes, HEAD, pixels, height);
    return surface.toString();
  }

  destroy(): void {
    this.stage.destroy();
  }

  draw(surface: Surface, width: number, height: number, scrollTop: number): void {
    if (this.#palette === null) return;
    surface.rect(0, 0, width, height, this.#palette.panel);
    const from = Math.max(0, Math.floor(scrollTop / LANE));
    const to = Math.min(this.#lanes.count, Math.ceil((scrollTop + height - HEAD) / LANE));
    this.#draw(surface, this.#scene(true), from, to, HEAD + from * LANE - scrollTop, width, height);
    this.#viewed(this.isZoomed ? this.#lens.view : null);
  }

  wheel(x: number, y: number, event: WheelEvent): boolean {
    if (!this.#lens.wheel(y < MAP ? this.#mapAt(x) : this.#lens.at(x), event)) return false;
    this.hover(x, y);
    return true;
  }

  dragStart(x: number, y: number, event: PointerEvent): boolean {
    const isMap = y < MAP;
    if (!isMap && !event.shiftKey && !(y >= MAP + CURVE && y < HEAD)) return false;
    this.#anchor = { at: isMap ? this.#mapAt(x) : this.#lens.at(x), isMap };
    return true;
  }

  drag(x: number, _y: number, dx: number, isOwn: boolean): void {
    if (!isOwn) {
      this.#lens.pan(-dx * this.#lens.perPixel);
      this.#cursor = -1;
    } else if (this.#anchor !== null) {
      const at = this.#anchor.isMap ? this.#mapAt(x) : this.#lens.at(x);
      const [from, to] = at < this.#anchor.at ? [at, this.#anchor.at] : [this.#anchor.at, at];
      this.#dragged = { from: Math.max(this.#lens.world.from, from), to: Math.min(this.#lens.world.to, to) };
      this.#cursor = x;
    }
    this.stage.redraw();
  }

  dragEnd(isOwn: boolean): void {
    const range = this.#dragged;
    this.#anchor = null;
    this.#dragged = null;
    // Every view is computed anew for it, so only when the pointer lets go.
    if (isOwn && range !== null && range.to > range.from)
      this.#app.range.value = [Math.floor(range.from), Math.ceil(range.to)];
    this.stage.redraw();
  }

  click(x: number, y: number, event: MouseEvent): void {
    if (y < HEAD) {
      // A click beside a range takes it away again.
      if (y < MAP || y >= MAP + CURVE) this.#app.range.value = null;
      return;
    }
    const call = this.#callAt(x, y);
    if (call < 0) {
      if (event.detail > 1) {
        this.#lens.reset();
        this.stage.redraw();
      }
      return;
    }
    this.#focus = call;
    this.#app.select(this.#app.recording.timeline.fn[call]);
    if (event.detail > 1) this.#zoomTo(call);
    this.#speak();
    this.stage.redraw();
  }

  hover(x: number, y: number): void {
    const isInside = y >= MAP;
    this.#cursor = isInside ? x : -1;
    this.#hover = y >= HEAD ? this.#callAt(x, y) : -1;
    const isRange = y < MAP || (y >= MAP + CURVE && y < HEAD);
    this.stage.canvas.style.cursor = isRange ? "col-resize" : this.#hover >= 0 ? "pointer" : "";
    this.#readOut(this.#hover);
    this.stage.redraw();
  }

  leave(): void {
    this.#cursor = -1;
    this.#hover = -1;
    this.#readOut(this.#isKeyboard() ? this.#focus : -1);
    this.stage.redraw();
  }

  key(event: KeyboardEvent): boolean {
    const { timeline } = this.#app.recording;
    const direction = arrow(event);
    const call = this.#focus;
    if (direction !== null) {
      this.#focus = neighbourCall(timeline, this.#lanes, call, direction);
      this.#reveal(this.#focus);
      this.#readOut(this.#focus);
    } else if (event.key === "Enter") {
      this.#app.select(timeline.fn[call]);
      this.#zoomTo(call);
    } else if (event.key === "r") {
      const from = Math.floor(timeline.start[call]);
      this.#app.range.value = [from, Math.max(from + 1, Math.ceil(timeline.end[call]))];
    } else if (event.key === "Escape" && this.#app.range.peek() !== null) this.#app.range.value = null;
    else if (!this.#lens.key(event)) return false;
    this.#speak();
    this.stage.redraw();
    return true;
  }

  /** A call in words. */
  words(call: number): string {
    const { timeline, functions } = this.#app.recording;
    const { counted, duration } = this.#app.format;
    const polls = timeline.sliceFrom[call + 1] - timeline.sliceFrom[call];
    let active = 0;
    for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++)
      active += timeline.sliceEnd[slice] - timeline.sliceStart[slice];
    const how = endedWords(timeline.ended[call]);
    const parent = this.#family.parent[call];
    const from =
      parent >= 0
        ? `, ${this.#isSpawned(call) ? "spawned" : "awaited"} by ${functions.short[timeline.fn[parent]]}`
        : "";
    return `${duration(timeline.end[call] - timeline.start[call])} from ${duration(timeline.start[call])} on, ${duration(active)} in ${counted(polls, "poll")}${from}${how === "" ? "" : `, ${how}`}`;
  }

  #draw(
    surface: Surface,
    scene: TimelineScene,
    from: number,
    to: number,
    top: number,
    pixels: number,
    height: number,
  ): void {
    const { format, recording } = this.#app;
    const y = (lane: number): number => top + (lane - from) * LANE;
    surface.clip(0, HEAD, pixels, height - HEAD, () => {
      const outlines = drawLanes(surface, scene, from, to, top, pixels);
      drawOver(surface, scene, HEAD, height, pixels);
      drawOutlines(surface, outlines);
      drawLinks(surface, scene, y, pixels);
    });
    const { range, cursor } = scene.marks;
    const moment = this.#lens.at(cursor);
    drawHead(surface, scene, pixels, {
      range:
        range === null
          ? ""
          : `${format.duration(range.to - range.from)} \u00b7 ${callWords(recording.functions, calledWithin(recording.timeline, range))}`,
      cursor:
        cursor < 0
          ? ""
          : `${format.duration(Math.max(0, moment))} \u00b7 ${format.counted(tasksAt(recording.timeline, moment), "task")}`,
      count: (tasks) => format.counted(tasks, "task"),
    });
    if (cursor >= 0)
      surface.line(cursor + 0.5, MAP, cursor + 0.5, HEAD, { stroke: scene.palette.muted, width: 1, alpha: 0.8 });
  }

  #scene(isLive: boolean): TimelineScene {
    const { timeline } = this.#app.recording;
    const range = this.#app.range.peek();
    const focus = isLive && this.#isKeyboard() ? this.#focus : -1;
    const pointed = isLive ? (this.#hover >= 0 ? this.#hover : focus) : -1;
    if (pointed !== this.#pointed) this.#point(pointed);
    const marks: TimelineMarks = {
      lit: this.#lit(),
      selection: this.#app.selection.peek(),
      hover: isLive ? this.#hover : -1,
      focus,
      critical: this.#critical,
      links: this.#links,
      range: this.#dragged ?? (range === null ? null : { from: range[0], to: range[1] }),
      cursor: isLive ? this.#cursor : -1,
    };
    return {
      timeline,
      lanes: this.#lanes,
      world: this.#lens.world,
      view: this.#lens.view,
      peak: this.#peak,
      skin: this.#skin!,
      palette: this.#palette!,
      marks,
    };
  }

  /** What neither the search nor the filters leave out. */
  #lit(): Uint8Array | null {
    const left = this.#app.left.peek();
    if (!this.#app.searching.peek()) return left;
    const hits = this.#app.hits.peek();
    return left === null ? hits : hits.map((hit, row) => hit & left[row]);
  }

  /** Finds what to show around the call that is pointed at. */
  #point(call: number): void {
    this.#pointed = call;
    if (call < 0) {
      this.#critical = new Set();
      this.#links = [];
      return;
    }
    const { timeline } = this.#app.recording;
    this.#critical = new Set(criticalPath(timeline, this.#family, call));
    const links: { from: number; to: number; isSpawned: boolean }[] = [];
    const link = (to: number): void => {
      const from = this.#family.parent[to];
      if (from >= 0) links.push({ from, to, isSpawned: this.#isSpawned(to) });
    };
    link(call);
    const children = this.#family.list.subarray(this.#family.from[call], this.#family.from[call + 1]);
    for (const child of children.subarray(0, MOST_LINKS)) link(child);
    this.#links = links;
  }

  #isSpawned(call: number): boolean {
    const { timeline, paths } = this.#app.recording;
    const path = timeline.path[call];
    return path >= 0 && paths.detached[path] === 1;
  }

  #isKeyboard(): boolean {
    return document.activeElement === this.stage.element && this.stage.element.matches(":focus-visible");
  }

  #zoomTo(call: number): void {
    const { timeline } = this.#app.recording;
    const margin = 0.04 * Math.max(1, timeline.end[call] - timeline.start[call]);
    this.#lens.go({ from: timeline.start[call] - margin, to: timeline.end[call] + margin });
    this.#reveal(call);
  }

  #reveal(call: number): void {
    const { timeline } = this.#app.recording;
    this.#lens.bring({ from: timeline.start[call], to: timeline.end[call] });
    const y = HEAD + this.#lanes.of[call] * LANE;
    this.stage.reveal(y, y + LANE + 2, HEAD);
    this.stage.redraw();
  }

  #mapAt(x: number): number {
    return this.#lens.world.from + (x * (this.#lens.world.to - this.#lens.world.from)) / Math.max(1, this.stage.width);
  }

  #callAt(x: number, y: number): number {
    const lane = Math.floor((y - HEAD + this.stage.scrollTop) / LANE);
    return callNear(this.#app.recording.timeline, this.#lanes, lane, this.#lens.at(x), 3 * this.#lens.perPixel);
  }

  #speak(): void {
    if (this.#focus < 0) return;
    const { timeline, functions } = this.#app.recording;
    const said = (call: number): string => `${functions.name[timeline.fn[call]]}: ${this.words(call)}`;
    const items: Spoken[] = [{ id: "here", words: said(this.#focus) }];
    for (const [way, where] of [
      ["up", "above"],
      ["down", "below"],
      ["left", "before"],
      ["right", "after"],
    ] as const) {
      const next = neighbourCall(timeline, this.#lanes, this.#focus, way);
      if (next !== this.#focus) items.push({ id: way, words: `${where}: ${said(next)}` });
    }
    this.stage.speak(items);
  }
}
