/** The part of a one-dimensional world that a view shows: a range of time, or of summed weights. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** How much of the world is narrowest to look at: below it, a double no longer tells two pixels apart. */
const NARROWEST = 1e-9;

/** `extent`, moved and narrowed until it lies inside the world. */
export function inside(extent: Extent, world: Extent): Extent {
  const whole = world.to - world.from;
  const length = Math.min(Math.max(extent.to - extent.from, whole * NARROWEST), whole);
  const from = Math.min(Math.max(extent.from, world.from), world.to - length);
  return { from, to: from + length };
}

/** Zooms so that what is at `at` stays where it is. A factor below 1 shows less. */
export function zoomed(extent: Extent, world: Extent, at: number, factor: number): Extent {
  return inside({ from: at - (at - extent.from) * factor, to: at + (extent.to - at) * factor }, world);
}

export function panned(extent: Extent, world: Extent, by: number): Extent {
  return inside({ from: extent.from + by, to: extent.to + by }, world);
}

/** The factor of one turn of a wheel, whatever unit the browser counts turns in. */
export function wheelFactor(event: { readonly deltaY: number; readonly deltaMode: number }): number {
  const pixels = event.deltaY * (event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? 400 : 1);
  return Math.exp(Math.max(-240, Math.min(240, pixels)) * 0.0025);
}

/** The first of `from..to` for which `holds` is true, where it is false before and true after; `to` if it never is. */
export function firstWhere(from: number, to: number, holds: (index: number) => boolean): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** `"12.5,80"` and back, for the page's address; anything else is null. */
export function parseExtent(text: string): Extent | null {
  const parts = text.split(",").map(Number);
  const [from, to] = parts;
  if (parts.length !== 2 || from === undefined || to === undefined || !(to > from) || !Number.isFinite(to - from))
    return null;
  return { from, to };
}

export function printExtent(extent: Extent): string {
  return `${Number(extent.from.toPrecision(12))},${Number(extent.to.toPrecision(12))}`;
}
