/** Draws the rows of a flame graph onto a surface. */
import { mixed, textOn } from "../colours.ts";
import type { Extent } from "../extent.ts";
import type { Palette } from "../palette.ts";
import type { Surface } from "../surface.ts";
import type { Tick } from "../timeline/axis.ts";
import { THREAD, type Flame } from "./layout.ts";
import { walkRow } from "./rows.ts";
import { rowAt, type Place, type Sheet } from "./sheet.ts";

export const ROW = 20;
/** Narrower boxes carry no text. */
const READABLE = 22;
/** Narrower boxes fade, or tails of them would look like rain. */
const SOLID = 3;
const SIZE = 12;

/** What boxes look like and are called. */
export interface Skin {
  fill(flame: Flame, box: number): string;
  /** For where room is scarce. */
  short(flame: Flame, box: number): string;
  /** For where it is not. */
  full(flame: Flame, box: number): string;
  /** What it is worth, in the page's unit. */
  value(flame: Flame, box: number): string;
  /** Moments to name on the headlines of threads. */
  ticks?(view: Extent, pixels: number): readonly Tick[];
}

/** What is pointed out on the drawing. */
export interface Marks {
  /** By key, 1 for what the search hits; null without a search. */
  readonly hits: Uint8Array | null;
  /** The key that is selected everywhere; negative for none. */
  readonly selection: number;
  readonly hover: Place | null;
  /** Where the keyboard is; null while it is elsewhere. */
  readonly focus: Place | null;
}

/** Colours derived from the fills, remembered: there are few fills and many boxes. */
export class Tones {
  readonly #ink = new Map<string, string>();
  readonly #dim = new Map<string, string>();
  readonly palette: Palette;

  constructor(palette: Palette) {
    this.palette = palette;
  }

  ink(fill: string): string {
    let ink = this.#ink.get(fill);
    if (ink === undefined) this.#ink.set(fill, (ink = textOn(fill)));
    return ink;
  }

  /** What the search does not hit steps back. */
  dim(fill: string): string {
    let dim = this.#dim.get(fill);
    if (dim === undefined) this.#dim.set(fill, (dim = mixed(fill, this.palette.panel, 0.72)));
    return dim;
  }
}

/** For each graph and search, how many boxes before each one are hits. */
export function hitsBefore(flame: Flame, hits: Uint8Array): Uint32Array {
  const before = new Uint32Array(flame.length + 1);
  for (let box = 0; box < flame.length; box++) {
    const key = flame.key[box];
    before[box + 1] = before[box] + (key >= 0 && hits[key] === 1 ? 1 : 0);
  }
  return before;
}

export interface Scene {
  readonly sheet: Sheet;
  readonly view: Extent;
  readonly skin: Skin;
  readonly tones: Tones;
  readonly marks: Marks;
  /** `hitsBefore` of the graphs on the sheet. */
  readonly before: ReadonlyMap<Flame, Uint32Array>;
}

/** From this width on a selected box has an outline. */
const FRAMED = 4;

/** Draws the rows `from` up to `to` of the sheet, the first at `top`; returns how many boxes were too narrow to tell apart. */
export function drawRows(
  surface: Surface,
  scene: Scene,
  from: number,
  to: number,
  top: number,
  pixels: number,
): number {
  const { sheet, view, skin, tones, marks } = scene;
  const { palette } = tones;
  let narrow = 0;
  const outlined: { x: number; y: number; width: number; colour: string; thick: number }[] = [];
  for (let row = Math.max(0, from); row < Math.min(to, sheet.rows); row++) {
    const { flame, row: flameRow } = rowAt(sheet, row);
    const y = top + (row - from) * ROW;
    const before = marks.hits ? scene.before.get(flame) : undefined;
    walkRow(flame, flameRow, view, pixels, {
      box(box, left, width) {
        const key = flame.key[box];
        const isDim = marks.hits !== null && !(key >= 0 && marks.hits[key] === 1);
        const plain = skin.fill(flame, box);
        const isSelected = key >= 0 && key === marks.selection;
        // Outlines of narrow boxes would meet, and say nothing.
        const isSlim = isSelected && width < FRAMED;
        const fill = isSlim ? palette.text : isDim ? tones.dim(plain) : plain;
        const x = Math.max(0, left);
        const right = Math.min(pixels, left + width);
        // A gap on the right tells neighbours apart; the narrowest would be all gap.
        const gap = width > 4 ? 1 : width > 2 ? 0.5 : 0;
        const alpha = width < SOLID ? 0.4 + (0.6 * (width - 1)) / (SOLID - 1) : 1;
        surface.rect(x, y, Math.max(0.5, right - x - gap), ROW - 1, fill, alpha);
        if (marks.hits !== null && !isDim)
          surface.rect(x, y + ROW - 3, Math.max(1, right - x - gap), 2, palette.accent);
        const isHere = (place: Place | null): boolean => place !== null && place.box === box && place.flame === flame;
        if (isHere(marks.focus)) outlined.push({ x, y, width: right - x, colour: palette.accent, thick: 2.5 });
        else if (isSelected && !isSlim)
          outlined.push({ x, y, width: right - x, colour: palette.text, thick: 1.5 });
        else if (isHere(marks.hover)) outlined.push({ x, y, width: right - x, colour: palette.text, thick: 1 });
        const room = right - x - gap - 8;
        if (key <= THREAD && skin.ticks) headline(surface, scene, skin.ticks(view, pixels), y, pixels, tones.ink(fill));
        if (right - x < READABLE) return;
        const ink = isDim ? palette.muted : tones.ink(fill);
        const baseline = y + ROW - 6;
        const used = label(surface, x + 4, baseline, skin, flame, box, room, ink);
        const value = used > 0 && room - used > 52 ? skin.value(flame, box) : "";
        if (value !== "")
          surface.text(x + 4 + used + 10, baseline, value, room - used - 10, { fill: ink, size: 11, alpha: 0.78 });
      },
      run(first, last, left, width, cover) {
        narrow += last - first;
        const isHit = before !== undefined && before[last] > before[first];
        surface.rect(
          left,
          y,
          width,
          ROW - 1,
          isHit ? palette.accent : palette.muted,
          isHit ? 0.55 : 0.1 + 0.24 * cover,
        );
      },
    });
  }
  for (const { x, y, width, colour, thick } of outlined) {
    const inset = thick / 2;
    surface.frame(x + inset, y + inset, Math.max(1, width - thick - 1), ROW - 1 - thick, {
      stroke: colour,
      width: thick,
    });
  }
  return narrow;
}

/** The moments that a thread's row passes, where its name leaves room. */
function headline(
  surface: Surface,
  { view }: Scene,
  ticks: readonly Tick[],
  y: number,
  pixels: number,
  ink: string,
): void {
  const scale = pixels / (view.to - view.from);
  for (const { at, label } of ticks) {
    const x = (at - view.from) * scale;
    if (x < 90 || x > pixels - 60) continue;
    surface.line(x + 0.5, y + 2, x + 0.5, y + ROW - 3, { stroke: ink, width: 1, alpha: 0.4 });
    surface.text(x + 5, y + ROW - 6, label, pixels - x - 5, { fill: ink, size: 11, alpha: 0.85 });
  }
}

/** The whole name if it fits, else the short one, shortened. */
function label(
  surface: Surface,
  x: number,
  y: number,
  skin: Skin,
  flame: Flame,
  box: number,
  room: number,
  fill: string,
): number {
  const full = skin.full(flame, box);
  // Most long names fit nowhere; measuring them costs more than seeing that.
  const fits = full.length * 4.5 <= room && surface.width(full, SIZE) <= room;
  return surface.text(x, y, fits ? full : skin.short(flame, box), room, {
    fill,
    size: SIZE,
    elide: room < 70 ? "end" : "middle",
  });
}
