/** Draws a timeline onto a surface: the curve, the axis, and the lanes. */
import { mixed, textOn } from "../colours.ts";
import { firstWhere, type Extent } from "../extent.ts";
import { Ended, type Timeline } from "../model.ts";
import type { Palette } from "../palette.ts";
import type { Surface } from "../surface.ts";
import { ticks } from "./axis.ts";
import { cover, curveOutline, type Lanes } from "./layout.ts";

export const LANE = 24;
/** What stands above the lanes and does not scroll. */
export const MAP = 30;
export const CURVE = 60;
export const AXIS = 22;
export const HEAD = MAP + CURVE + AXIS;

/** Of a lane, its gap above, the part with the name and the strip of polls below. */
const GAP = 2;
const STRIP = 6;
const BODY = LANE - GAP;
const READABLE = 30;
const FRAMED = 4;
/** A failed call is marked however narrow it is, but marks on each other say nothing. */
const MARK = 9;

export interface TimelineSkin {
  fill(fn: number): string;
  name(call: number): string;
}

export interface TimelineMarks {
  /** 1 for each function whose calls are not dimmed; null where none is. */
  readonly lit: Uint8Array | null;
  /** A row of the function table. */
  readonly selection: number;
  /** Calls, or −1. */
  readonly hover: number;
  readonly focus: number;
  /** What the hovered call waited for, and who called whom around it. */
  readonly critical: ReadonlySet<number>;
  readonly links: readonly { readonly from: number; readonly to: number; readonly isSpawned: boolean }[];
  readonly range: Extent | null;
  /** Where the pointer is, in pixels; negative if elsewhere. */
  readonly cursor: number;
}

export interface TimelineScene {
  readonly timeline: Timeline;
  readonly lanes: Lanes;
  readonly world: Extent;
  readonly view: Extent;
  readonly peak: number;
  readonly skin: TimelineSkin;
  readonly palette: Palette;
  readonly marks: TimelineMarks;
}

const tints = new Map<string, string>();

/** `fill` with some of the ground in it, remembered. */
function tint(fill: string, ground: string, share: number): string {
  const key = `${fill}${ground}${share}`;
  let found = tints.get(key);
  if (found === undefined) tints.set(key, (found = mixed(fill, ground, share)));
  return found;
}

/** How a call is painted. */
interface Look {
  readonly body: string;
  readonly strong: string;
  readonly ink: string;
}

/** The looks of one drawing, by colour: there are few, and many calls. */
class Looks {
  readonly #palette: Palette;
  readonly #known = Array.from({ length: 4 }, () => new Map<string, Look>());

  constructor(palette: Palette) {
    this.#palette = palette;
  }

  of(plain: string, isDim: boolean, isMarked: boolean): Look {
    const known = this.#known[Number(isDim) + 2 * Number(isMarked)];
    const found = known.get(plain);
    if (found !== undefined) return found;
    const { panel, text, muted } = this.#palette;
    const fill = isDim ? tint(plain, panel, 0.7) : plain;
    const body = isMarked ? tint(plain, text, 0.6) : tint(fill, panel, 0.45);
    const strong = isDim ? tint(plain, panel, 0.5) : tint(plain, text, 0.42);
    const look = { body, strong, ink: isDim ? muted : textOn(body) };
    known.set(plain, look);
    return look;
  }
}

export interface Outline {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly colour: string;
  readonly thick: number;
}

/** Outlines come last: what shades the lanes must not shade the focus. */
export function drawOutlines(surface: Surface, outlines: readonly Outline[]): void {
  for (const { x, y, width, colour, thick } of outlines) {
    const inset = thick / 2;
    surface.frame(x + inset, y + inset, Math.max(1, width - thick), BODY - thick, { stroke: colour, width: thick });
  }
}

/** The lanes `from` up to `to`, the first at `top`; returns what to outline. */
export function drawLanes(
  surface: Surface,
  scene: TimelineScene,
  from: number,
  to: number,
  top: number,
  pixels: number,
): readonly Outline[] {
  const outlines: Outline[] = [];
  const { timeline, lanes, view, skin, palette, marks } = scene;
  const looks = new Looks(palette);
  const scale = pixels / (view.to - view.from);
  const bottom = top + (to - from) * LANE;
  for (const { at } of ticks(view, pixels)) {
    const x = Math.round((at - view.from) * scale) + 0.5;
    surface.line(x, top, x, bottom, { stroke: palette.line, width: 1, alpha: 0.7 });
  }
  for (let lane = from; lane < Math.min(to, lanes.count); lane++) {
    const y = top + (lane - from) * LANE + GAP;
    const end = lanes.from[lane + 1];
    // Calls of a lane do not overlap, so their ends are in order like their starts.
    let at = firstWhere(lanes.from[lane], end, (index) => timeline.end[lanes.calls[index]] >= view.from);
    let painted = -1;
    let marked = -MARK;
    for (; at < end; at++) {
      const call = lanes.calls[at];
      const start = timeline.start[call];
      if (start >= view.to) break;
      const left = Math.max(0, (start - view.from) * scale);
      const right = Math.min(pixels, (timeline.end[call] - view.from) * scale);
      const fn = timeline.fn[call];
      const ended = timeline.ended[call];
      const isPointed = call === marks.hover || call === marks.focus || marks.critical.has(call);
      const isFailed = ended >= Ended.Error;
      const isDim = marks.lit !== null && marks.lit[fn] !== 1;
      // Many calls within a pixel: one of them is seen, and a failure before all others.
      if (right - left < 1 && Math.floor(left) <= painted && !isPointed && (!isFailed || left < marked + MARK))
        continue;
      painted = Math.floor(Math.max(left, right - 1));
      const width = Math.max(1, right - left);
      const isSelected = fn === marks.selection;
      // Outlines of narrow calls would meet, and say nothing.
      const isOutlined = isPointed || (isSelected && width >= FRAMED);
      const { body, strong, ink } = looks.of(skin.fill(fn), isDim, isSelected && !isOutlined);
      // A gap tells calls apart that follow each other at once.
      surface.rect(left, y, width > 4 ? width - 1 : width, BODY - STRIP, body);
      // Between polls it waits: a thin line. A poll is a block.
      surface.rect(left, y + BODY - STRIP / 2 - 0.5, width, 1, isDim ? palette.line : palette.await);
      cover(
        timeline.sliceStart,
        timeline.sliceEnd,
        timeline.sliceFrom[call],
        timeline.sliceFrom[call + 1],
        view,
        pixels,
        (x, w, share) => surface.rect(x, y + BODY - STRIP, Math.max(w, 0.5), STRIP, strong, 0.25 + 0.75 * share),
      );
      if (ended === Ended.InFlight) openEnd(surface, Math.min(right, pixels), y, palette.panel, palette.muted, width);
      const hasMark = isFailed && left >= marked + (width < MARK ? MARK : 0);
      if (hasMark) {
        const x = width >= 2 * MARK ? right - MARK - 1 : right + 1;
        mark(surface, ended, x, y + 2, palette);
        marked = x;
      }
      if (isOutlined) {
        const isStrong = call === marks.focus || marks.critical.has(call);
        outlines.push({
          x: left,
          y,
          width,
          colour: isStrong ? palette.accent : palette.text,
          thick: call === marks.focus ? 2.5 : isPointed ? 1.5 : 1,
        });
      }
      const room = width - 8 - (hasMark ? MARK + 2 : 0);
      if (width >= READABLE)
        surface.text(left + 4, y + 12, skin.name(call), room, {
          fill: ink,
          size: 11,
          elide: room < 70 ? "end" : "middle",
        });
    }
  }
  return outlines;
}

/** A call that the recording did not see end has no right edge, but teeth. */
function openEnd(surface: Surface, right: number, y: number, ground: string, line: string, width: number): void {
  if (width < 8) return;
  const step = BODY / 4;
  const points: number[] = [right, y];
  for (let tooth = 0; tooth < 4; tooth++)
    points.push(right - 4, y + step * (tooth + 0.5), right, y + step * (tooth + 1));
  surface.polygon([...points, right + 1, y + BODY, right + 1, y], ground);
  surface.polyline(points, { stroke: line, width: 1 });
}

/** How a call failed, told by shape: error a triangle, panic a cross on a block, cancelled a cross. */
export function mark(surface: Surface, ended: number, x: number, y: number, palette: Palette): void {
  const size = MARK;
  const cross = (stroke: string, inset: number): void => {
    surface.line(x + inset, y + inset, x + size - inset, y + size - inset, { stroke, width: 1.6 });
    surface.line(x + size - inset, y + inset, x + inset, y + size - inset, { stroke, width: 1.6 });
  };
  if (ended === Ended.Error) surface.polygon([x + size / 2, y, x + size, y + size, x, y + size], palette.failed);
  else if (ended === Ended.Panicked) {
    surface.rect(x, y, size, size, palette.failed);
    cross(palette.panel, 2);
  } else if (ended === Ended.Cancelled) {
    surface.rect(x - 1, y - 1, size + 2, size + 2, palette.panel, 0.75);
    cross(palette.muted, 1);
  }
}

/** Lines from who called to who was called: dashed where it was spawned, solid where it was awaited. */
export function drawLinks(surface: Surface, scene: TimelineScene, y: (lane: number) => number, pixels: number): void {
  const { timeline, lanes, view, palette, marks } = scene;
  const scale = pixels / (view.to - view.from);
  for (const { from, to, isSpawned } of marks.links) {
    const x = (timeline.start[to] - view.from) * scale;
    if (x < -20 || x > pixels + 20) continue;
    const above = y(lanes.of[from]) + LANE;
    const below = y(lanes.of[to]) + GAP + BODY / 2;
    surface.polyline([x - 4, above, x - 4, below, x, below], {
      stroke: palette.text,
      width: 1.2,
      ...(isSpawned ? { dash: [3, 3] as const } : {}),
    });
    surface.polygon([x, below, x - 4, below - 3, x - 4, below + 3], palette.text);
  }
}

/** The minimap, the curve and the axis, from the upper edge down. `words` says what the pointer is at. */
export function drawHead(
  surface: Surface,
  scene: TimelineScene,
  pixels: number,
  words: { readonly range: string; readonly cursor: string; readonly count: (tasks: number) => string },
): void {
  const { timeline, world, view, peak, palette, marks } = scene;
  surface.rect(0, 0, pixels, HEAD, palette.panel);
  // Minimap: all of the time, what is shown of it, what is chosen of it.
  const whole = pixels / (world.to - world.from);
  surface.rect(0, 0, pixels, MAP, palette.ground);
  surface.polygon(mapOutline(scene, pixels), palette.active, 0.35);
  if (marks.range) {
    const left = (marks.range.from - world.from) * whole;
    surface.rect(left, 0, Math.max(2, (marks.range.to - marks.range.from) * whole), MAP, palette.accent, 0.28);
  }
  const shownLeft = (view.from - world.from) * whole;
  const shownWidth = Math.max(3, (view.to - view.from) * whole);
  if (shownWidth < pixels - 0.5) {
    surface.rect(0, 0, shownLeft, MAP, palette.muted, 0.22);
    surface.rect(shownLeft + shownWidth, 0, pixels - shownLeft - shownWidth, MAP, palette.muted, 0.22);
    surface.frame(shownLeft + 0.5, 0.5, shownWidth - 1, MAP - 1, { stroke: palette.accent, width: 1 });
  }
  surface.line(0, MAP - 0.5, pixels, MAP - 0.5, { stroke: palette.line, width: 1 });

  const scale = pixels / (view.to - view.from);
  const found = ticks(view, pixels);
  for (const { at } of found) {
    const x = Math.round((at - view.from) * scale) + 0.5;
    surface.line(x, MAP, x, HEAD, { stroke: palette.line, width: 1, alpha: 0.7 });
  }
  const outline = placed(curveOutline(timeline, view, pixels, peak), MAP + 12, CURVE - 12);
  surface.polygon(outline, palette.active, 0.22);
  surface.polyline(outline.subarray(2, outline.length - 2), { stroke: palette.active, width: 1.25 });
  surface.line(0, MAP + CURVE + 0.5, pixels, MAP + CURVE + 0.5, { stroke: palette.line, width: 1 });
  if (peak > 0) {
    const text = `peak ${words.count(peak)}`;
    surface.line(0, MAP + 12.5, pixels, MAP + 12.5, { stroke: palette.line, width: 1, dash: [2, 4] });
    surface.text(4, MAP + 10, text, pixels, { fill: palette.muted, size: 11 });
  }
  const said = surface.width(words.range, 11);
  const chosen = marks.range && words.range !== "" ? clipped(marks.range, view, scale, pixels) : null;
  for (const { at, label } of found) {
    const x = (at - view.from) * scale;
    // The range says its length in the place of the moments below.
    if (chosen && Math.abs(x - (chosen.left + chosen.right) / 2) < said / 2 + 34) continue;
    const isFirst = x < 28;
    surface.text(isFirst ? Math.max(4, x) : x, MAP + CURVE + 15, label, 200, {
      fill: palette.muted,
      size: 11,
      align: isFirst ? "start" : x > pixels - 40 ? "end" : "middle",
    });
  }
  if (chosen) {
    const { left, right } = chosen;
    surface.rect(left, MAP + CURVE + 1, right - left, AXIS - 1, palette.accent, 0.18);
    surface.text((left + right) / 2, MAP + CURVE + 15, words.range, right - left - 8, {
      fill: palette.text,
      size: 11,
      bold: true,
      align: "middle",
    });
  }
  surface.line(0, HEAD - 0.5, pixels, HEAD - 0.5, { stroke: palette.line, width: 1 });
  if (marks.cursor >= 0 && words.cursor !== "") {
    const isLeft = marks.cursor > pixels - 170;
    const x = marks.cursor + (isLeft ? -6 : 6);
    const y = MAP + CURVE - 8;
    const width = surface.width(words.cursor, 11) + 8;
    surface.rect(isLeft ? x - width + 4 : x - 4, y - 12, width, 16, palette.panel, 0.88);
    surface.text(x, y, words.cursor, 200, { fill: palette.text, size: 11, align: isLeft ? "end" : "start" });
  }
}

/** The visible part of a range in pixels; null where nothing of it is visible. */
function clipped(
  range: Extent,
  view: Extent,
  scale: number,
  pixels: number,
): { readonly left: number; readonly right: number } | null {
  const left = Math.max(0, (range.from - view.from) * scale);
  const right = Math.min(pixels, (range.to - view.from) * scale);
  return right > left ? { left, right } : null;
}

/** Shades what is outside the range, and lines where the pointer is, over all of the drawing. */
export function drawOver(surface: Surface, scene: TimelineScene, from: number, to: number, pixels: number): void {
  const { view, palette, marks } = scene;
  const scale = pixels / (view.to - view.from);
  if (marks.range) {
    const left = Math.min(pixels, Math.max(0, (marks.range.from - view.from) * scale));
    const right = Math.min(pixels, Math.max(0, (marks.range.to - view.from) * scale));
    surface.rect(0, from, left, to - from, palette.ground, 0.62);
    surface.rect(right, from, pixels - right, to - from, palette.ground, 0.62);
    for (const x of [left, right]) surface.line(x, from, x, to, { stroke: palette.accent, width: 1 });
  }
  if (marks.cursor >= 0)
    surface.line(marks.cursor + 0.5, MAP, marks.cursor + 0.5, to, { stroke: palette.muted, width: 1, alpha: 0.8 });
}

interface MapOutline {
  readonly pixels: number;
  readonly outline: Float64Array;
}
const maps = new WeakMap<Timeline, MapOutline>();

/** The curve of all of the time, which no zoom changes. */
function mapOutline({ timeline, world, peak }: TimelineScene, pixels: number): Float64Array {
  let known = maps.get(timeline);
  if (known?.pixels !== pixels) {
    known = { pixels, outline: placed(curveOutline(timeline, world, pixels, peak), 3, MAP - 4) };
    maps.set(timeline, known);
  }
  return known.outline;
}

/** An outline of heights from 0 to 1 as pixels. */
function placed(outline: Float64Array, top: number, height: number): Float64Array {
  for (let at = 1; at < outline.length; at += 2) outline[at] = top + outline[at] * height;
  return outline;
}
