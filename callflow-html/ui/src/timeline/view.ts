/** The timeline of a recording: every kept async call, how many ran at once, and a range to look at alone. */
import { effect } from "@preact/signals-core";
import { functionColour } from "../colours.ts";
import { inside, panned, parseExtent, printExtent, wheelFactor, zoomed, type Extent } from "../extent.ts";
import { paletteOf, type Palette } from "../palette.ts";
import { Stage, type Actor, type Spoken } from "../stage.ts";
import type { App } from "../state.ts";
import { Ended } from "../model.ts";
import { CanvasSurface, canvasMeasure, SvgSurface, type Surface } from "../surface.ts";
import {
  drawHead,
  drawLanes,
  drawLinks,
  drawOutlines,
  drawOver,
  mark,
  HEAD,
  LANE,
  MAP,
  CURVE,
  type TimelineMarks,
  type TimelineScene,
  type TimelineSkin,
} from "./draw.ts";
import {
  callNear,
  callsWithin,
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

const ONE_STEP = 700;
const KEY_ZOOM = 0.7;
const KEY_PAN = 0.15;
const MOST_EXPORTED_LANES = 1000;
/** Lines to more children than this are a curtain. */
const MOST_LINKS = 60;

let shown: TimelineChart | null = null;

/** What is seen, as an SVG of its own. */
export function exportSvg(): string {
  return shown?.exportSvg() ?? "";
}

class TimelineChart implements Actor {
  readonly stage: Stage;
  readonly #app: App;
  readonly #lanes: Lanes;
  readonly #family: Family;
  readonly #world: Extent;
  readonly #peak: number;
  readonly #readOut: (call: number) => void;
  readonly #viewed: (view: Extent | null) => void;
  #palette: Palette | null = null;
  #skin: TimelineSkin | null = null;
  #view: Extent;
  #hover = -1;
  #focus = -1;
  #pointed = -2;
  #critical: ReadonlySet<number> = new Set();
  #links: TimelineMarks["links"] = [];
  #cursor = -1;
  /** Where a range that is being dragged begins, and on which scale. */
  #anchor: { readonly at: number; readonly isMap: boolean } | null = null;
  #dragged: Extent | null = null;
  #history: { readonly view: Extent; readonly scroll: number }[] = [];
  #stepped = 0;

  constructor(host: HTMLElement, app: App, readOut: (call: number) => void, viewed: (view: Extent | null) => void) {
    const { timeline, wall } = app.recording;
    this.#app = app;
    this.#readOut = readOut;
    this.#viewed = viewed;
    this.#family = familyOf(timeline);
    this.#lanes = packed(timeline, this.#family);
    this.#world = worldOf(timeline, wall);
    this.#peak = peakOf(timeline);
    this.#view = this.#world;
    if (this.#lanes.count > 0) this.#focus = this.#lanes.calls[0];
    const { count, counted, duration } = app.format;
    this.stage = new Stage(
      host,
      "Timeline. Arrow keys walk from call to call, Enter zooms, 0 shows everything, R makes the call a range.",
      this,
    );
    this.stage.setContent(HEAD + this.#lanes.count * LANE + 2);
    this.stage.announce(
      `Timeline of ${counted(timeline.length, "call")} in ${counted(this.#lanes.count, "lane")} over ${duration(this.#world.to)}, at most ${count(this.#peak)} at once.`,
    );
    this.#speak();
  }

  get view(): Extent {
    return this.#view;
  }

  get isZoomed(): boolean {
    return this.#view.to - this.#view.from < (this.#world.to - this.#world.from) * (1 - 1e-9);
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
    this.#view = view === null ? this.#world : inside(view, this.#world);
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
      if (timeline.end[call] > this.#view.from && timeline.start[call] < this.#view.to) {
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
    this.#viewed(this.isZoomed ? this.#view : null);
  }

  wheel(x: number, y: number, event: WheelEvent): void {
    this.#remember(false);
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
      this.#view = panned(this.#view, this.#world, event.deltaX * this.#perPixel());
    else this.#view = zoomed(this.#view, this.#world, y < MAP ? this.#mapAt(x) : this.#at(x), wheelFactor(event));
    this.hover(x, y);
    this.stage.redraw();
  }

  dragStart(x: number, y: number, event: PointerEvent): boolean {
    const isMap = y < MAP;
    if (!isMap && !event.shiftKey && !(y >= MAP + CURVE && y < HEAD)) return false;
    this.#anchor = { at: isMap ? this.#mapAt(x) : this.#at(x), isMap };
    return true;
  }

  drag(x: number, _y: number, dx: number, isOwn: boolean): void {
    if (!isOwn) {
      this.#remember(false);
      this.#view = panned(this.#view, this.#world, -dx * this.#perPixel());
      this.#cursor = -1;
    } else if (this.#anchor !== null) {
      const at = this.#anchor.isMap ? this.#mapAt(x) : this.#at(x);
      const [from, to] = at < this.#anchor.at ? [at, this.#anchor.at] : [this.#anchor.at, at];
      this.#dragged = { from: Math.max(this.#world.from, from), to: Math.min(this.#world.to, to) };
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
      if (event.detail > 1) this.#reset();
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
    if (event.altKey) return event.key === "ArrowLeft" && this.#back();
    const { timeline } = this.#app.recording;
    const middle = (this.#view.from + this.#view.to) / 2;
    const length = this.#view.to - this.#view.from;
    switch (event.key) {
      case "ArrowUp":
      case "ArrowDown":
      case "ArrowLeft":
      case "ArrowRight":
        if (this.#focus < 0) return false;
        this.#focus = neighbourCall(
          timeline,
          this.#lanes,
          this.#focus,
          event.key.slice(5).toLowerCase() as "up" | "down" | "left" | "right",
        );
        this.#reveal(this.#focus);
        this.#readOut(this.#focus);
        break;
      case "Enter":
        if (this.#focus < 0) return false;
        this.#app.select(timeline.fn[this.#focus]);
        this.#zoomTo(this.#focus);
        break;
      case "r":
        if (this.#focus < 0) return false;
        this.#app.range.value = [
          Math.floor(timeline.start[this.#focus]),
          Math.max(Math.floor(timeline.start[this.#focus]) + 1, Math.ceil(timeline.end[this.#focus])),
        ];
        break;
      case "Escape":
        if (this.#app.range.peek() === null) return false;
        this.#app.range.value = null;
        break;
      case "0":
      case "Home":
        this.#reset();
        break;
      case "Backspace":
        this.#back();
        break;
      case "w":
      case "+":
        this.#remember(false);
        this.#view = zoomed(this.#view, this.#world, middle, KEY_ZOOM);
        break;
      case "s":
      case "-":
        this.#remember(false);
        this.#view = zoomed(this.#view, this.#world, middle, 1 / KEY_ZOOM);
        break;
      case "a":
        this.#view = panned(this.#view, this.#world, -length * KEY_PAN);
        break;
      case "d":
        this.#view = panned(this.#view, this.#world, length * KEY_PAN);
        break;
      default:
        return false;
    }
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
    const moment = this.#at(cursor);
    drawHead(surface, scene, pixels, {
      range:
        range === null
          ? ""
          : `${format.duration(range.to - range.from)} \u00b7 ${format.counted(callsWithin(recording.timeline, range), "call")}`,
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
      hits: this.#app.searching.peek() ? this.#app.hits.peek() : null,
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
      world: this.#world,
      view: this.#view,
      peak: this.#peak,
      skin: this.#skin!,
      palette: this.#palette!,
      marks,
    };
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
    this.#remember(true);
    const length = Math.max(1, timeline.end[call] - timeline.start[call]);
    this.#view = inside(
      { from: timeline.start[call] - 0.04 * length, to: timeline.end[call] + 0.04 * length },
      this.#world,
    );
    this.#reveal(call);
  }

  #reveal(call: number): void {
    const { timeline } = this.#app.recording;
    const start = timeline.start[call];
    const end = timeline.end[call];
    const length = this.#view.to - this.#view.from;
    if (end < this.#view.from || start > this.#view.to) {
      const from = end - start > length ? start : (start + end - length) / 2;
      this.#view = inside({ from, to: from + length }, this.#world);
    }
    const y = HEAD + this.#lanes.of[call] * LANE;
    this.stage.reveal(y, y + LANE + 2, HEAD);
    this.stage.redraw();
  }

  #reset(): void {
    this.#remember(true);
    this.#view = this.#world;
    this.stage.redraw();
  }

  #back(): boolean {
    const step = this.#history.pop();
    if (step === undefined) return false;
    this.#view = step.view;
    this.stage.element.scrollTop = step.scroll;
    this.stage.redraw();
    return true;
  }

  #remember(always: boolean): void {
    const now = performance.now();
    if (always || now - this.#stepped > ONE_STEP)
      this.#history.push({ view: this.#view, scroll: this.stage.scrollTop });
    this.#stepped = now;
    if (this.#history.length > 200) this.#history.shift();
  }

  #perPixel(): number {
    return (this.#view.to - this.#view.from) / Math.max(1, this.stage.width);
  }

  #at(x: number): number {
    return this.#view.from + x * this.#perPixel();
  }

  #mapAt(x: number): number {
    return this.#world.from + (x * (this.#world.to - this.#world.from)) / Math.max(1, this.stage.width);
  }

  #callAt(x: number, y: number): number {
    const lane = Math.floor((y - HEAD + this.stage.scrollTop) / LANE);
    return callNear(this.#app.recording.timeline, this.#lanes, lane, this.#at(x), 3 * this.#perPixel());
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

/** What the shapes mean, each beside its shape. */
class Legend {
  readonly element = document.createElement("p");
  readonly #signs: {
    readonly canvas: HTMLCanvasElement;
    readonly draw: (surface: Surface, palette: Palette) => void;
  }[] = [];

  constructor() {
    this.element.className = "timeline-legend";
    this.#add("polled", (surface, { active }) => surface.rect(2, 3, 10, 6, active));
    this.#add("awaiting", (surface, palette) => surface.rect(0, 6, 14, 1, palette.await));
    for (const [words, ended] of [
      ["error", Ended.Error],
      ["panicked", Ended.Panicked],
      ["cancelled", Ended.Cancelled],
    ] as const)
      this.#add(words, (surface, palette) => mark(surface, ended, 2, 1, palette));
    this.#add("in flight at the end", (surface, { muted }) =>
      surface.polyline([9, 0, 5, 2, 9, 4, 5, 6, 9, 8, 5, 10, 9, 12], { stroke: muted, width: 1 }),
    );
    const how = document.createElement("span");
    how.textContent =
      "Drag on the axis or the strip above it, or with Shift, for a range of time. Shift and the wheel scroll.";
    this.element.append(how);
  }

  paint(palette: Palette): void {
    const ratio = window.devicePixelRatio || 1;
    for (const { canvas, draw } of this.#signs) {
      canvas.width = 14 * ratio;
      canvas.height = 12 * ratio;
      const context = canvas.getContext("2d")!;
      context.scale(ratio, ratio);
      draw(new CanvasSurface(context), palette);
    }
  }

  #add(words: string, draw: (surface: Surface, palette: Palette) => void): void {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const item = document.createElement("span");
    item.append(canvas, words);
    this.element.append(item);
    this.#signs.push({ canvas, draw });
  }
}

export function mount(host: HTMLElement, app: App): () => void {
  const { functions, timeline } = app.recording;
  const root = document.createElement("div");
  root.className = "timeline-view";
  host.append(root);
  if (timeline.length === 0) {
    const empty = document.createElement("div");
    empty.className = "stage-empty";
    empty.textContent =
      "The timeline kept no call of an async function. Sync functions are not listed singly: their numbers are in the other views.";
    root.append(empty);
    return () => root.remove();
  }
  const readout = document.createElement("p");
  readout.className = "readout";
  const place = document.createElement("div");
  const legend = new Legend();
  root.append(readout, place, legend.element);

  const state = app.viewState("timeline");
  let read = -2;
  const hint = (): void => {
    const text = document.createElement("span");
    text.className = "readout-value";
    text.textContent = `${app.format.counted(timeline.length, "call")} in ${app.format.counted(chart?.lanes ?? 0, "lane")}. Point at a call to see who called it and what it waited for last.`;
    readout.replaceChildren(text);
  };
  const readOut = (call: number): void => {
    if (call === read) return;
    read = call;
    if (call < 0) {
      hint();
      return;
    }
    const name = document.createElement("bdi");
    name.className = "readout-name";
    name.textContent = functions.name[timeline.fn[call]];
    const rest = document.createElement("span");
    rest.className = "readout-value";
    rest.textContent = chart?.words(call) ?? "";
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
      const theme = app.theme.value;
      const fills = Array.from({ length: functions.length }, (_, row) => functionColour(functions, row, theme));
      const skin: TimelineSkin = { fill: (fn) => fills[fn], name: (fn) => functions.short[fn] };
      // After the page itself has changed its colours.
      queueMicrotask(() => {
        const palette = paletteOf(root);
        drawn.paint(palette, skin);
        legend.paint(palette);
      });
    }),
    effect(() => {
      void [app.hits.value, app.searching.value, app.range.value];
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
