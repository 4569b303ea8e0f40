/** What part of a drawing is looked at: zoom, pan, the way back, and the keys for all of it. */
import { inside, panned, wheelFactor, zoomed, type Extent } from "./extent.ts";

/** Zooms and pans that follow each other this fast, in milliseconds, are one step back. */
const ONE_STEP = 700;
const MOST_STEPS = 200;
const KEY_ZOOM = 0.7;
const KEY_PAN = 0.15;

/** What scrolls with the lens and what is as wide as it. */
export interface Window {
  readonly width: number;
  scrollTop: number;
}

export class Lens {
  view: Extent;
  #world: Extent;
  readonly #window: Window;
  #history: { readonly view: Extent; readonly scroll: number }[] = [];
  #stepped = 0;

  constructor(world: Extent, window: Window) {
    this.#world = world;
    this.view = world;
    this.#window = window;
  }

  get world(): Extent {
    return this.#world;
  }

  get length(): number {
    return this.view.to - this.view.from;
  }

  get perPixel(): number {
    return this.length / Math.max(1, this.#window.width);
  }

  get isZoomed(): boolean {
    return this.length < (this.#world.to - this.#world.from) * (1 - 1e-9);
  }

  /** What lies `x` pixels from the left. */
  at(x: number): number {
    return this.view.from + x * this.perPixel;
  }

  /** Looks at another world, all of it, without a way back. */
  enter(world: Extent): void {
    this.#world = world;
    this.view = world;
    this.#history = [];
  }

  /** Looks at a part, without a step back. */
  look(view: Extent): void {
    this.view = inside(view, this.#world);
  }

  /** Looks at a part, with a step back. */
  go(view: Extent): void {
    this.#remember(true);
    this.look(view);
  }

  /** Moves, without zooming, as little as shows `part`, in the middle if it fits. */
  bring(part: Extent): void {
    if (part.to >= this.view.from && part.from <= this.view.to) return;
    const size = part.to - part.from;
    const from = size > this.length ? part.from : (part.from + part.to - this.length) / 2;
    this.look({ from, to: from + this.length });
  }

  pan(by: number): void {
    this.#remember(false);
    this.view = panned(this.view, this.#world, by);
  }

  zoom(at: number, factor: number): void {
    this.#remember(false);
    this.view = zoomed(this.view, this.#world, at, factor);
  }

  /** False where there is nothing left to zoom out of: the page may scroll on. */
  wheel(at: number, event: WheelEvent): boolean {
    if (!this.isZoomed && event.deltaY >= 0) return false;
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) this.pan(event.deltaX * this.perPixel);
    else this.zoom(at, wheelFactor(event));
    return true;
  }

  reset(): void {
    this.go(this.#world);
  }

  back(): boolean {
    const step = this.#history.pop();
    if (step === undefined) {
      // A page opened by a link has no past, but there is more to see.
      const was = this.isZoomed;
      this.view = this.#world;
      return was;
    }
    this.view = step.view;
    this.#window.scrollTop = step.scroll;
    return true;
  }

  /** True if the key was one of the lens's. */
  key(event: KeyboardEvent): boolean {
    if (event.altKey) return event.key === "ArrowLeft" && this.back();
    const middle = (this.view.from + this.view.to) / 2;
    switch (event.key) {
      case "0":
      case "Home":
        this.reset();
        return true;
      case "Backspace":
        this.back();
        return true;
      case "w":
      case "+":
        this.zoom(middle, KEY_ZOOM);
        return true;
      case "s":
      case "-":
        this.zoom(middle, 1 / KEY_ZOOM);
        return true;
      case "a":
        this.pan(-this.length * KEY_PAN);
        return true;
      case "d":
        this.pan(this.length * KEY_PAN);
        return true;
      default:
        return false;
    }
  }

  #remember(always: boolean): void {
    const now = performance.now();
    if (always || now - this.#stepped > ONE_STEP)
      this.#history.push({ view: this.view, scroll: this.#window.scrollTop });
    this.#stepped = now;
    if (this.#history.length > MOST_STEPS) this.#history.shift();
  }
}
