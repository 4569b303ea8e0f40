/**
 * A canvas as tall as its place on the page, below which a drawing of any height scrolls. To the keyboard it is one
 * control; to a screen reader a few elements that say what is around the item in focus.
 */
import { create } from "./create.ts";
import { CanvasSurface } from "./surface.ts";

export interface Actor {
  /** Draws what is visible; the drawing's upper edge is `scrollTop` above the canvas's. */
  draw(surface: CanvasSurface, width: number, height: number, scrollTop: number): void;
  /** A turn of the wheel at a place of the canvas; false where it is the page's. */
  wheel(x: number, y: number, event: WheelEvent): boolean;
  /** True where a drag that begins here is the actor's own; otherwise it moves the drawing. */
  dragStart(x: number, y: number, event: PointerEvent): boolean;
  /** Moved by `dx` since the last time, now at `x`. Vertical movement is the stage's matter, unless the drag is the actor's own. */
  drag(x: number, y: number, dx: number, isOwn: boolean): void;
  dragEnd(isOwn: boolean): void;
  click(x: number, y: number, event: MouseEvent): void;
  hover(x: number, y: number): void;
  leave(): void;
  key(event: KeyboardEvent): boolean;
}

/** An item that a screen reader may want to know of. */
export interface Spoken {
  readonly id: string;
  readonly words: string;
}

/** A pointer that moved less than this has clicked. */
const STEADY = 4;

export type Direction = "up" | "down" | "left" | "right";

/** The direction of an arrow key; null for other keys. */
export function arrow({ key, altKey }: KeyboardEvent): Direction | null {
  if (altKey || !/^Arrow(Up|Down|Left|Right)$/.test(key)) return null;
  return key.slice(5).toLowerCase() as Direction;
}

let stages = 0;

export class Stage {
  readonly element: HTMLDivElement;
  readonly canvas: HTMLCanvasElement;
  readonly surface: CanvasSurface;
  width = 0;
  height = 0;
  readonly #actor: Actor;
  readonly #context: CanvasRenderingContext2D;
  readonly #fill: HTMLDivElement;
  readonly #items: HTMLDivElement;
  readonly #live: HTMLDivElement;
  readonly #observer: ResizeObserver;
  /** Paper does not wait for a frame. */
  readonly #print = (): void => this.draw();
  readonly #name = `stage${stages++}`;
  #frame = 0;
  #speaking = 0;
  #content = 0;

  constructor(host: HTMLElement, label: string, actor: Actor) {
    this.#actor = actor;
    this.element = create("div", "stage");
    this.element.tabIndex = 0;
    this.element.setAttribute("role", "application");
    this.element.setAttribute("aria-label", label);
    this.canvas = create("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    this.#fill = create("div");
    this.#items = create("div", "hidden");
    this.element.append(this.canvas, this.#fill, this.#items);
    this.#live = create("div", "hidden");
    this.#live.setAttribute("aria-live", "polite");
    host.append(this.element, this.#live);
    // The drawing paints every pixel itself.
    this.#context = this.canvas.getContext("2d", { alpha: false })!;
    this.surface = new CanvasSurface(this.#context);
    this.#listen();
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.element);
    addEventListener("beforeprint", this.#print);
    this.#resize();
  }

  get scrollTop(): number {
    return this.element.scrollTop;
  }

  set scrollTop(pixels: number) {
    this.element.scrollTop = pixels;
  }

  /** Draws with the next frame, once, however often it is asked to. */
  redraw(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.draw());
  }

  draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.width <= 0 || this.height <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.#context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#actor.draw(this.surface, this.width, this.height, this.element.scrollTop);
  }

  /** The height of the whole drawing. */
  setContent(height: number): void {
    this.#content = height;
    // No taller than the drawing; a stylesheet limits it.
    this.element.style.height = `${height + 2}px`;
    this.#fill.style.height = `${Math.max(0, height - this.height)}px`;
  }

  /** Scrolls as little as shows `top` up to `bottom`, with `head` pixels of the canvas covered. */
  reveal(top: number, bottom: number, head = 0): void {
    const scroll = this.element.scrollTop;
    if (top < scroll + head) this.element.scrollTop = top - head;
    else if (bottom > scroll + this.height) this.element.scrollTop = bottom - this.height;
  }

  /** Tells a screen reader where the focus is and what lies around it. The first item is the one in focus. */
  speak(items: readonly Spoken[]): void {
    this.#items.replaceChildren(
      ...items.map(({ id, words }) => {
        const item = create("div");
        item.id = `${this.#name}-${id}`;
        item.setAttribute("role", "img");
        item.setAttribute("aria-label", words);
        return item;
      }),
    );
    if (items.length > 0) this.element.setAttribute("aria-activedescendant", `${this.#name}-${items[0].id}`);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** A summary for those who do not see the drawing; said when it rests. */
  announce(words: string): void {
    clearTimeout(this.#speaking);
    this.#speaking = window.setTimeout(() => {
      if (this.#live.textContent !== words) this.#live.textContent = words;
    }, 400);
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#speaking);
    this.#observer.disconnect();
    removeEventListener("beforeprint", this.#print);
    this.element.remove();
    this.#live.remove();
  }

  #resize(): void {
    const width = this.element.clientWidth;
    const height = this.element.clientHeight;
    const ratio = window.devicePixelRatio || 1;
    if (width === this.width && height === this.height && this.canvas.width === Math.round(width * ratio)) return;
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.setContent(this.#content);
    // At once: a cleared canvas would flash.
    this.draw();
  }

  #listen(): void {
    const at = (event: MouseEvent): [number, number] => {
      const box = this.canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.element.addEventListener("scroll", () => this.redraw());
    this.element.addEventListener(
      "wheel",
      (event) => {
        // With Shift the drawing scrolls, with Ctrl or Command the page zooms, as everywhere.
        if (event.ctrlKey || event.metaKey) return;
        if (event.shiftKey) this.element.scrollTop += event.deltaY || event.deltaX;
        else if (!this.#actor.wheel(...at(event), event)) return;
        event.preventDefault();
      },
      { passive: false },
    );
    let from: { x: number; y: number; id: number } | null = null;
    let moved = false;
    let isOwn = false;
    let last: [number, number] = [0, 0];
    this.canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      const [x, y] = at(event);
      from = { x, y, id: event.pointerId };
      last = [x, y];
      moved = false;
      isOwn = this.#actor.dragStart(x, y, event);
    });
    this.canvas.addEventListener("pointermove", (event) => {
      const [x, y] = at(event);
      if (from === null || event.pointerId !== from.id) {
        this.#actor.hover(x, y);
        return;
      }
      if (!moved && Math.hypot(x - from.x, y - from.y) < STEADY) return;
      if (!moved) {
        moved = true;
        this.canvas.setPointerCapture(from.id);
        this.element.classList.add("dragging");
      }
      if (!isOwn) this.element.scrollTop -= y - last[1];
      this.#actor.drag(x, y, x - last[0], isOwn);
      last = [x, y];
    });
    const end = (): void => {
      if (from === null) return;
      from = null;
      this.element.classList.remove("dragging");
      if (moved) this.#actor.dragEnd(isOwn);
    };
    this.canvas.addEventListener("pointerup", end);
    this.canvas.addEventListener("pointercancel", end);
    this.canvas.addEventListener("pointerleave", () => from === null && this.#actor.leave());
    this.canvas.addEventListener("click", (event) => {
      // Clicks are told in whole pixels: at the edge of a box that would be another one than was pointed at.
      const place = event.detail > 0 ? last : at(event);
      if (!moved) this.#actor.click(...place, event);
      moved = false;
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey) return;
      if (this.#actor.key(event)) event.preventDefault();
    });
    this.element.addEventListener("focus", () => this.redraw());
    this.element.addEventListener("blur", () => this.redraw());
  }
}
