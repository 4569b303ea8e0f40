/** What is in the rows of a flame graph: what is hit, what is seen, what lies beside what. Pure. */
import { firstWhere, type Extent } from "../extent.ts";
import type { Flame } from "./layout.ts";

/** The number of rows. */
export function rows(flame: Flame): number {
  return flame.rowFrom.length - 1;
}

/** The box of a row that covers `at`, or −1. */
export function boxAt(flame: Flame, row: number, at: number): number {
  if (row < 0 || row >= rows(flame)) return -1;
  const from = flame.rowFrom[row];
  const after = firstWhere(from, flame.rowFrom[row + 1], (box) => flame.x[box] > at);
  const box = after - 1;
  return box >= from && at < flame.x[box] + flame.width[box] ? box : -1;
}

/** Like `boxAt`, but a box that lies within `reach` of `at` is near enough: a pointer is no needle. */
export function boxNear(flame: Flame, row: number, at: number, reach: number): number {
  const exact = boxAt(flame, row, at);
  if (exact >= 0 || row < 0 || row >= rows(flame)) return exact;
  const from = flame.rowFrom[row];
  const to = flame.rowFrom[row + 1];
  const after = firstWhere(from, to, (box) => flame.x[box] > at);
  const right = after < to ? flame.x[after] - at : Infinity;
  const left = after > from ? at - flame.x[after - 1] - flame.width[after - 1] : Infinity;
  if (Math.min(left, right) > reach) return -1;
  return left <= right ? after - 1 : after;
}

/** Boxes narrower than this are drawn together with their neighbours. */
export const NARROW = 1;

/** Takes what is to be drawn of a row: boxes one by one, and runs of boxes too narrow to be told apart. */
export interface Strokes {
  box(box: number, left: number, width: number): void;
  /** Boxes `first` up to `last` in the pixels from `left`, of which they cover the share `cover`. */
  run(first: number, last: number, left: number, width: number, cover: number): void;
}

/**
 * Walks the visible boxes of a row, in pixels. Costs no more than the row has pixels, however many boxes stand in it:
 * where boxes are narrower than a pixel it goes on at the next pixel.
 */
export function walkRow(flame: Flame, row: number, view: Extent, pixels: number, strokes: Strokes): void {
  const scale = pixels / (view.to - view.from);
  const end = flame.rowFrom[row + 1];
  let box = firstWhere(flame.rowFrom[row], end, (at) => flame.x[at] + flame.width[at] > view.from);
  let runFirst = -1;
  let runLast = -1;
  let runLeft = 0;
  let runRight = 0;
  let runCover = 0;
  const flush = (): void => {
    if (runFirst >= 0) strokes.run(runFirst, runLast, runLeft, runRight - runLeft, runCover);
    runFirst = -1;
  };
  while (box < end && flame.x[box] < view.to) {
    const left = (flame.x[box] - view.from) * scale;
    const width = flame.width[box] * scale;
    if (width >= NARROW) {
      flush();
      strokes.box(box, left, width);
      box++;
      continue;
    }
    const pixel = Math.max(0, Math.floor(left));
    const edge = view.from + (pixel + 1) / scale;
    // All narrow boxes that begin in this pixel; a wide one among them ends the run.
    let next = firstWhere(box + 1, end, (at) => flame.x[at] >= edge);
    const wide = next - 1;
    if (wide > box && flame.width[wide] * scale >= NARROW) next = wide;
    const cover = Math.min(1, (flame.covered[next] - flame.covered[box]) * scale);
    // Neighbouring pixels of about the same cover are one rectangle.
    const level = Math.max(1, Math.round(cover * 4)) / 4;
    if (runFirst >= 0 && runLast === box && runRight >= pixel && runCover === level) {
      runRight = pixel + 1;
      runLast = next;
    } else {
      flush();
      runFirst = box;
      runLast = next;
      runLeft = pixel;
      runRight = pixel + 1;
      runCover = level;
    }
    box = next;
  }
  flush();
}

/** The boxes above `box`, from the first row down to itself. */
export function stackOf(flame: Flame, box: number): number[] {
  const stack: number[] = [];
  for (let at = box; at >= 0; at = flame.parent[at]) stack.push(at);
  return stack.reverse();
}

/** Where an arrow key leads from a box; the box itself where there is nothing. */
export function neighbour(flame: Flame, box: number, direction: "up" | "down" | "left" | "right"): number {
  if (direction === "up") return flame.parent[box] >= 0 ? flame.parent[box] : box;
  if (direction === "down") {
    // The heaviest child; in order of time that need not be the first.
    let best = box;
    for (let child = flame.childFrom[box]; child < flame.childTo[box]; child++) {
      if (best === box || flame.width[child] > flame.width[best]) best = child;
    }
    return best;
  }
  const next = box + (direction === "left" ? -1 : 1);
  const row = flame.row[box];
  return next >= flame.rowFrom[row] && next < flame.rowFrom[row + 1] ? next : box;
}
