/**
 * A flame graph that is looked around in: zoom, pan, history, focus. It knows boxes, not functions, so that the
 * comparison's graph is the same one in other colours.
 */
import type { Extent } from "../extent.ts";
import { Lens } from "../lens.ts";
import type { Palette } from "../palette.ts";
import { arrow, Stage, type Actor, type Direction, type Spoken } from "../stage.ts";
import { canvasMeasure, SvgSurface, type CanvasSurface, type Surface } from "../surface.ts";
import { drawRows, hitsBefore, ROW, Tones, type Marks, type Skin } from "./draw.ts";
import { type Flame } from "./layout.ts";
import { boxAt, rows, stackOf } from "./rows.ts";
import { neighbourPlace, placeNear, rowOf, type Place, type Sheet } from "./sheet.ts";

export interface Hooks {
  /** A box was clicked, or Enter pressed on it. Most zoom to it. */
  pick(place: Place): void;
  /** Another part is shown, or as many boxes as `narrow` are too narrow to tell apart. */
  shown(narrow: number): void;
  /** The pointer or the keyboard is at another box. */
  pointed(place: Place | null): void;
  /** A box in words. */
  words(place: Place): string;
}

const MOST_EXPORTED_ROWS = 1000;

export class FlameChart implements Actor {
  readonly stage: Stage;
  readonly #hooks: Hooks;
  #sheet: Sheet | null = null;
  #skin: Skin | null = null;
  #tones: Tones | null = null;
  readonly #lens: Lens;
  #hits: Uint8Array | null = null;
  #before = new Map<Flame, Uint32Array>();
  #selection = -1;
  #hover: Place | null = null;
  #focus: Place | null = null;
  #narrow = -1;
  #told: Extent | null = null;

  constructor(host: HTMLElement, label: string, hooks: Hooks) {
    this.#hooks = hooks;
    this.stage = new Stage(host, label, this);
    this.#lens = new Lens({ from: 0, to: 1 }, this.stage);
  }

  get view(): Extent {
    return this.#lens.view;
  }

  /** Shows another graph, zoomed to the stack that was zoomed to before, if it has it. */
  show(sheet: Sheet, skin: Skin, keepZoom: boolean): void {
    const keys =
      keepZoom && this.#sheet
        ? stackOf(this.#sheet.down, this.#zoomedBox()).map((box) => this.#sheet!.down.key[box])
        : [];
    this.#sheet = sheet;
    this.#skin = skin;
    this.#hover = null;
    this.#lens.enter(sheet.down.world);
    const box = find(sheet.down, keys);
    if (box > 0) this.#lens.look(extentOf(sheet.down, box));
    this.#focus = { flame: sheet.down, box: Math.max(opening(sheet), box) };
    this.#count();
    this.stage.setContent(sheet.rows * ROW);
    if (sheet.up) this.stage.element.scrollTop = Math.max(0, (sheet.middle + 1) * ROW - this.stage.height / 2);
    else this.stage.reveal(rowOf(sheet, this.#focus) * ROW, (rowOf(sheet, this.#focus) + 1) * ROW);
    this.#changed();
  }

  paint(palette: Palette, skin: Skin): void {
    this.#tones = new Tones(palette);
    this.#skin = skin;
    this.stage.redraw();
  }

  /** `hits` is null without a search. */
  mark(hits: Uint8Array | null, selection: number): void {
    if (hits !== this.#hits) {
      this.#hits = hits;
      this.#count();
    }
    this.#selection = selection;
    this.stage.redraw();
  }

  /** Puts the focus on the widest box of a key and scrolls there, without taking the keyboard. */
  seek(key: number): void {
    const sheet = this.#sheet;
    if (sheet === null || this.#focus?.flame.key[this.#focus.box] === key) return;
    let widest = -1;
    const { down } = sheet;
    for (let box = 0; box < down.length; box++)
      if (down.key[box] === key && (widest < 0 || down.width[box] > down.width[widest])) widest = box;
    if (widest < 0) return;
    this.#focus = { flame: down, box: widest };
    this.#lens.bring(extentOf(down, widest));
    const y = rowOf(sheet, this.#focus) * ROW;
    this.stage.reveal(y, y + ROW);
    this.#changed();
  }

  zoomTo(place: Place): void {
    if (this.#sheet === null) return;
    this.#lens.go(extentOf(place.flame, place.box));
    this.#focus = place;
    const y = rowOf(this.#sheet, place) * ROW;
    this.stage.reveal(y, y + ROW);
    this.#changed();
  }

  /** Shows exactly this part; for what an address says. */
  look(view: Extent): void {
    if (this.#sheet === null) return;
    this.#lens.look(view);
    this.#changed();
  }

  reset(): void {
    if (this.#sheet === null) return;
    this.#lens.reset();
    this.#focus = { flame: this.#sheet.down, box: opening(this.#sheet) };
    this.stage.element.scrollTop = this.#sheet.up
      ? Math.max(0, (this.#sheet.middle + 1) * ROW - this.stage.height / 2)
      : 0;
    this.#changed();
  }

  get isZoomed(): boolean {
    return this.#lens.isZoomed;
  }

  /** The boxes that reach over all that is shown, from the top. */
  zoomedStack(): readonly Place[] {
    if (this.#sheet === null) return [];
    const { down } = this.#sheet;
    return stackOf(down, this.#zoomedBox()).map((box) => ({ flame: down, box }));
  }

  exportSvg(): string {
    if (this.#sheet === null || this.#tones === null) return "";
    const pixels = Math.max(320, this.stage.width);
    const last = Math.min(this.#sheet.rows, MOST_EXPORTED_ROWS, this.#lastRow() + 1);
    const height = last * ROW;
    const surface = new SvgSurface(pixels, height, canvasMeasure(document.createElement("canvas").getContext("2d")!));
    surface.rect(0, 0, pixels, height, this.#tones.palette.panel);
    this.#drawRows(surface, 0, last, 0, pixels, false);
    return surface.toString();
  }

  destroy(): void {
    this.stage.destroy();
  }

  draw(surface: CanvasSurface, width: number, height: number, scrollTop: number): void {
    if (this.#tones === null) return;
    surface.rect(0, 0, width, height, this.#tones.palette.panel);
    if (this.#sheet === null) return;
    const from = Math.max(0, Math.floor(scrollTop / ROW));
    const to = Math.min(this.#sheet.rows, Math.ceil((scrollTop + height) / ROW));
    const narrow = this.#drawRows(surface, from, to, from * ROW - scrollTop, width, true);
    if (narrow !== this.#narrow || this.#told !== this.#lens.view) {
      this.#narrow = narrow;
      this.#told = this.#lens.view;
      this.#hooks.shown(narrow);
    }
  }

  wheel(x: number, _y: number, event: WheelEvent): boolean {
    if (this.#sheet === null || !this.#lens.wheel(this.#lens.at(x), event)) return false;
    this.#changed();
    return true;
  }

  dragStart(): boolean {
    return false;
  }

  drag(_x: number, _y: number, dx: number): void {
    if (this.#sheet === null) return;
    this.#lens.pan(-dx * this.#lens.perPixel);
    this.#changed();
  }

  dragEnd(): void {}

  click(x: number, y: number, event: MouseEvent): void {
    // The second click of a double click would meet what the first one brought there.
    if (event.detail > 1) return;
    const place = this.#place(x, y);
    if (place === null) return;
    this.#focus = place;
    this.#hooks.pick(place);
  }

  hover(x: number, y: number): void {
    const place = this.#place(x, y);
    if (place?.box === this.#hover?.box && place?.flame === this.#hover?.flame) return;
    this.#hover = place;
    this.stage.canvas.style.cursor = place ? "pointer" : "";
    this.#hooks.pointed(place);
    this.stage.redraw();
  }

  leave(): void {
    this.#hover = null;
    this.#hooks.pointed(document.activeElement === this.stage.element ? this.#focus : null);
    this.stage.redraw();
  }

  key(event: KeyboardEvent): boolean {
    if (this.#sheet === null) return false;
    const direction = arrow(event);
    if (direction !== null) this.#walk(direction);
    else if (event.key === "Enter" && this.#focus) this.#hooks.pick(this.#focus);
    else if (event.key === "0" || event.key === "Home") this.reset();
    else if (this.#lens.key(event)) this.#changed();
    else return false;
    return true;
  }

  #drawRows(surface: Surface, from: number, to: number, top: number, pixels: number, isLive: boolean): number {
    const isFocused =
      isLive && document.activeElement === this.stage.element && this.stage.element.matches(":focus-visible");
    const marks: Marks = {
      hits: this.#hits,
      selection: this.#selection,
      hover: isLive ? this.#hover : null,
      focus: isFocused ? this.#focus : null,
    };
    const scene = {
      sheet: this.#sheet!,
      view: this.#lens.view,
      skin: this.#skin!,
      tones: this.#tones!,
      marks,
      before: this.#before,
    };
    return drawRows(surface, scene, from, to, top, pixels);
  }

  #walk(direction: Direction): void {
    const sheet = this.#sheet!;
    const next = neighbourPlace(sheet, this.#focus ?? { flame: sheet.down, box: 0 }, direction);
    this.#focus = next;
    const { flame, box } = next;
    if (flame.width[box] / this.#lens.perPixel < 3) {
      // Too narrow to be seen: as wide as whatever it stands on, or as all there is room for.
      const parent = flame.parent[box];
      const isSeen = parent >= 0 && flame.width[box] * this.stage.width >= 3 * flame.width[parent];
      this.#lens.go(extentOf(flame, isSeen ? parent : box));
    } else this.#lens.bring(extentOf(flame, box));
    const y = rowOf(sheet, next) * ROW;
    this.stage.reveal(y, y + ROW);
    this.#hooks.pointed(next);
    this.#changed();
  }

  #changed(): void {
    this.#speak();
    this.stage.redraw();
  }

  #speak(): void {
    const sheet = this.#sheet;
    const focus = this.#focus;
    if (sheet === null || focus === null || sheet.down.length === 0) {
      this.stage.speak([]);
      return;
    }
    const items: Spoken[] = [{ id: "here", words: this.#hooks.words(focus) }];
    for (const [way, said] of [
      ["up", "above"],
      ["down", "below"],
      ["left", "left"],
      ["right", "right"],
    ] as const) {
      const next = neighbourPlace(sheet, focus, way);
      if (next.box !== focus.box || next.flame !== focus.flame)
        items.push({ id: way, words: `${said}: ${this.#hooks.words(next)}` });
    }
    this.stage.speak(items);
  }

  #count(): void {
    this.#before = new Map();
    if (this.#hits === null || this.#sheet === null) return;
    this.#before.set(this.#sheet.down, hitsBefore(this.#sheet.down, this.#hits));
    if (this.#sheet.up) this.#before.set(this.#sheet.up, hitsBefore(this.#sheet.up, this.#hits));
  }

  #place(x: number, y: number): Place | null {
    if (this.#sheet === null) return null;
    const row = Math.floor((y + this.stage.scrollTop) / ROW);
    return placeNear(this.#sheet, row, this.#lens.at(x), 3 * this.#lens.perPixel);
  }

  #zoomedBox(): number {
    const { down } = this.#sheet!;
    const middle = (this.#lens.view.from + this.#lens.view.to) / 2;
    const slack = (this.#lens.view.to - this.#lens.view.from) * 1e-6;
    let found = 0;
    for (let row = 0; row < rows(down); row++) {
      const box = boxAt(down, row, middle);
      if (
        box < 0 ||
        down.x[box] > this.#lens.view.from + slack ||
        down.x[box] + down.width[box] < this.#lens.view.to - slack
      )
        break;
      found = box;
      // Among boxes as wide as each other, the one that was zoomed to.
      if (
        this.#focus?.flame === down &&
        this.#focus.box === box &&
        down.width[box] <= (this.#lens.view.to - this.#lens.view.from) * (1 + 1e-6)
      )
        break;
    }
    return found;
  }

  /** The last row with a box in view. */
  #lastRow(): number {
    const sheet = this.#sheet!;
    let last = sheet.middle;
    const { down } = sheet;
    for (let box = 0; box < down.length; box++) {
      if (down.x[box] < this.#lens.view.to && down.x[box] + down.width[box] > this.#lens.view.from)
        last = Math.max(last, rowOf(sheet, { flame: down, box }));
    }
    return last;
  }
}

function extentOf(flame: Flame, box: number): Extent {
  return { from: flame.x[box], to: flame.x[box] + flame.width[box] };
}

/** The box where the keyboard begins: what a sandwich has above its function is not drawn. */
function opening({ up, down }: Sheet): number {
  return up !== null && down.length > 1 ? 1 : 0;
}

/** The box with this stack of keys, or the deepest on the way to it. */
function find(flame: Flame, keys: readonly number[]): number {
  if (flame.length === 0 || keys[0] !== flame.key[0]) return -1;
  let box = 0;
  for (let at = 1; at < keys.length; at++) {
    let next = -1;
    for (let child = flame.childFrom[box]; child < flame.childTo[box] && next < 0; child++)
      if (flame.key[child] === keys[at]) next = child;
    if (next < 0) break;
    box = next;
  }
  return box;
}
