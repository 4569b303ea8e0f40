/** Panning and zooming of a drawing, by wheel, drag, pinch and keys, with a history; two panes can move together. */

/** A point of the drawing stands at `x + k * point.x`, `y + k * point.y` of the pane. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** `view` made larger by `factor`, with what is under `at` staying there. */
export function zoomed(view: View, at: Point, factor: number, { least, most }: Limits): View {
  const k = Math.min(most, Math.max(least, view.k * factor));
  return { x: at.x - ((at.x - view.x) * k) / view.k, y: at.y - ((at.y - view.y) * k) / view.k, k };
}

export function moved(view: View, dx: number, dy: number): View {
  return { x: view.x + dx, y: view.y + dy, k: view.k };
}

/** Two fingers that held `before` hold the same of the drawing at `after`. */
export function pinched(view: View, before: readonly [Point, Point], after: readonly [Point, Point], limits: Limits): View {
  const apart = ([p, q]: readonly [Point, Point]): number => Math.hypot(p.x - q.x, p.y - q.y);
  const middle = ([p, q]: readonly [Point, Point]): Point => ({ x: (p.x + q.x) / 2, y: (p.y + q.y) / 2 });
  const was = middle(before);
  const is = middle(after);
  return zoomed(moved(view, is.x - was.x, is.y - was.y), is, apart(after) / Math.max(1, apart(before)), limits);
}

/** All of `content` in the middle of the pane, never enlarged. */
export function fitted(content: Size, pane: Size, margin: number): View {
  const k = Math.min(
    1,
    Math.max(1, pane.width - 2 * margin) / Math.max(1, content.width),
    Math.max(1, pane.height - 2 * margin) / Math.max(1, content.height),
  );
  return { x: (pane.width - k * content.width) / 2, y: (pane.height - k * content.height) / 2, k };
}

/** `view` moved so far that some of `content` stays to be seen. */
export function held(view: View, content: Size, pane: Size, rest = 60): View {
  const within = (offset: number, size: number, room: number): number =>
    Math.min(room - Math.min(rest, size), Math.max(Math.min(rest, size) - size, offset));
  return {
    x: within(view.x, view.k * content.width, pane.width),
    y: within(view.y, view.k * content.height, pane.height),
    k: view.k,
  };
}

/** `view` moved as little as shows the rectangle, with some room around it. */
export function revealing(view: View, box: Point & Size, pane: Size, margin = 24): View {
  const shift = (low: number, size: number, room: number): number => {
    const high = low + size;
    if (low < margin) return margin - low;
    return high > room - margin ? Math.max(margin - low, room - margin - high) : 0;
  };
  const dx = shift(view.x + view.k * box.x, view.k * box.width, pane.width);
  const dy = shift(view.y + view.k * box.y, view.k * box.height, pane.height);
  return dx === 0 && dy === 0 ? view : moved(view, dx, dy);
}

/** The middle of the rectangle in the middle of the pane. */
export function centred(box: Point & Size, k: number, pane: Size): View {
  return { x: pane.width / 2 - k * (box.x + box.width / 2), y: pane.height / 2 - k * (box.y + box.height / 2), k };
}

export interface Options {
  /** The size of the drawing at scale 1. */
  readonly content: () => Size;
  /** What Home and 0 lead to, and what a new drawing opens with. */
  readonly home: () => View;
  readonly limits: () => Limits;
  /** Called with every view, at most once a frame. */
  readonly draw: (view: View) => void;
  /** A double click; true where something was there to zoom to. */
  readonly into?: (at: Point) => boolean;
}

/** A finger that moves less than this has clicked. */
const SLACK = 4;
/** Turns of the wheel closer together than this, in milliseconds, are one step of the history. */
const BURST = 400;
const STEPS = 100;
const GLIDE = 160;

export class PanZoom {
  readonly #pane: HTMLElement | SVGElement;
  readonly #options: Options;
  readonly #listening = new AbortController();
  readonly #pointers = new Map<number, Point>();
  readonly #linked = new Set<PanZoom>();
  readonly #history: View[] = [];
  #view: View = { x: 0, y: 0, k: 1 };
  #atHome = true;
  #start: Point | null = null;
  #dragged = false;
  #lastWheel = -Infinity;
  #frame = 0;
  #glide = 0;

  constructor(pane: HTMLElement | SVGElement, options: Options) {
    this.#pane = pane;
    this.#options = options;
    const signal = this.#listening.signal;
    const on = <K extends keyof HTMLElementEventMap>(
      name: K,
      does: (event: HTMLElementEventMap[K]) => void,
      passive = true,
    ): void => (pane as HTMLElement).addEventListener(name, does, { signal, passive });
    on("wheel", (event) => this.#wheel(event), false);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#up(event));
    on("dblclick", (event) => this.#double(event));
    // A drag that ends on a node is no click on it.
    pane.addEventListener("click", (event) => this.#clicked(event), { signal, capture: true });
  }

  get view(): View {
    return this.#view;
  }

  /** Whether nobody moved the drawing since it opened. */
  get atHome(): boolean {
    return this.#atHome;
  }

  get pane(): Size {
    return { width: this.#pane.clientWidth, height: this.#pane.clientHeight };
  }

  /** Where an event is within the pane, whose border is no part of the drawing. */
  at(event: { readonly clientX: number; readonly clientY: number }): Point {
    const box = this.#pane.getBoundingClientRect();
    return { x: event.clientX - box.left - this.#pane.clientLeft, y: event.clientY - box.top - this.#pane.clientTop };
  }

  /** Shows `view`; `remember` makes it a step of the history. */
  show(view: View, { remember = true, glide = false } = {}): void {
    if (remember) this.#remember();
    this.#atHome = false;
    cancelAnimationFrame(this.#glide);
    if (glide && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.#glideTo(view);
    else this.#set(view);
  }

  home({ remember = true } = {}): void {
    if (remember && !this.#atHome) this.#remember();
    cancelAnimationFrame(this.#glide);
    this.#set(this.#options.home());
    this.#atHome = true;
    for (const other of this.#linked) other.#atHome = true;
  }

  /** Goes back in the history; false where there is nothing to go back to. */
  back(): boolean {
    const last = this.#history.pop();
    if (last === undefined) return false;
    this.show(last, { remember: false, glide: true });
    return true;
  }

  forget(): void {
    this.#history.length = 0;
  }

  zoom(factor: number): void {
    const { width, height } = this.pane;
    this.show(zoomed(this.#view, { x: width / 2, y: height / 2 }, factor, this.#options.limits()));
  }

  /** Handles the keys that every drawing shares; true where one was meant. */
  key(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey) return false;
    if (event.altKey) return event.key === "ArrowLeft" && this.back();
    switch (event.key) {
      case "Home":
      case "0":
        this.home();
        return true;
      case "Backspace":
        return this.back();
      case "+":
      case "=":
        this.zoom(1.25);
        return true;
      case "-":
        this.zoom(0.8);
        return true;
      default:
        return false;
    }
  }

  /** From now on both move together, until the result is called. The other one takes this view over. */
  link(other: PanZoom): () => void {
    this.#linked.add(other);
    other.#linked.add(this);
    other.#adopt(this.#view, this.#atHome);
    return () => {
      this.#linked.delete(other);
      other.#linked.delete(this);
    };
  }

  destroy(): void {
    this.#listening.abort();
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#glide);
    for (const other of this.#linked) other.#linked.delete(this);
    this.#linked.clear();
  }

  #set(view: View): void {
    const next = held(view, this.#options.content(), this.pane);
    this.#adopt(next, false);
    for (const other of this.#linked) other.#adopt(next, false);
  }

  #adopt(view: View, atHome: boolean): void {
    this.#view = view;
    this.#atHome = atHome;
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#options.draw(this.#view);
    });
  }

  #remember(): void {
    this.#history.push(this.#view);
    if (this.#history.length > STEPS) this.#history.shift();
  }

  #glideTo(goal: View): void {
    const from = this.#view;
    const begin = performance.now();
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - begin) / GLIDE));
      const s = t * t * (3 - 2 * t);
      const k = from.k * (goal.k / from.k) ** s;
      // In step with the scale: so one point stays where it is, and the way does not swing out.
      const part = goal.k === from.k ? s : (k - from.k) / (goal.k - from.k);
      const mix = (a: number, b: number): number => a + (b - a) * part;
      this.#set(t === 1 ? goal : { x: mix(from.x, goal.x), y: mix(from.y, goal.y), k });
      if (t < 1) this.#glide = requestAnimationFrame(step);
    };
    this.#glide = requestAnimationFrame(step);
  }

  #wheel(event: WheelEvent): void {
    const limits = this.#options.limits();
    // Where there is nothing to zoom out of, the wheel is the page's.
    if (event.deltaY === 0 || (event.deltaY > 0 && this.#view.k <= limits.least * 1.001)) return;
    event.preventDefault();
    if (event.timeStamp - this.#lastWheel > BURST) this.#remember();
    this.#lastWheel = event.timeStamp;
    const line = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    // A pinch on a touchpad comes as a wheel with ctrl, in smaller steps.
    const speed = event.ctrlKey ? 0.01 : 0.0016;
    const turn = Math.max(-240, Math.min(240, event.deltaY * line));
    this.show(zoomed(this.#view, this.at(event), Math.exp(-turn * speed), limits), { remember: false });
  }

  #down(event: PointerEvent): void {
    if (event.pointerType === "mouse" && event.button > 1) return;
    this.#pointers.set(event.pointerId, this.at(event));
    this.#dragged = this.#pointers.size > 1;
    if (this.#pointers.size === 1) this.#start = this.at(event);
    else {
      this.#remember();
      this.#pane.setPointerCapture(event.pointerId);
    }
  }

  #move(event: PointerEvent): void {
    const was = this.#pointers.get(event.pointerId);
    if (was === undefined) return;
    const is = this.at(event);
    if (this.#pointers.size === 2) {
      const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1] ?? was;
      this.#pointers.set(event.pointerId, is);
      this.show(pinched(this.#view, [was, other], [is, other], this.#options.limits()), { remember: false });
      return;
    }
    const start = this.#start ?? was;
    if (!this.#dragged) {
      if (Math.hypot(is.x - start.x, is.y - start.y) < SLACK) return;
      this.#dragged = true;
      this.#remember();
      this.#pane.setPointerCapture(event.pointerId);
      this.#pane.classList.add("dragging");
    }
    this.#pointers.set(event.pointerId, is);
    this.show(moved(this.#view, is.x - was.x, is.y - was.y), { remember: false });
  }

  #up(event: PointerEvent): void {
    this.#pointers.delete(event.pointerId);
    if (this.#pointers.size > 0) return;
    this.#start = null;
    this.#pane.classList.remove("dragging");
  }

  #clicked(event: Event): void {
    if (this.#dragged) event.stopPropagation();
    this.#dragged = false;
  }

  #double(event: MouseEvent): void {
    const at = this.at(event);
    if (this.#options.into?.(at)) return;
    this.show(zoomed(this.#view, at, 1.6, this.#options.limits()), { glide: true });
  }
}
