/**
 * One or two flame graphs on one sheet. Alone, a graph grows downwards. In a sandwich the callers grow upwards from the
 * row that they share with the callees, which grow downwards from it.
 */
import { type Flame } from "./layout.ts";
import { boxNear, neighbour, rows } from "./rows.ts";

/** A box of one of the sheet's graphs. */
export interface Place {
  readonly flame: Flame;
  readonly box: number;
}

export interface Sheet {
  /** Rows on the sheet, counted from its upper edge. */
  readonly rows: number;
  /** The graph that grows downwards. */
  readonly down: Flame;
  readonly up: Flame | null;
  /** The sheet's row of the row that both graphs share; 0 where there is one graph. */
  readonly middle: number;
}

export function single(down: Flame): Sheet {
  return { rows: rows(down), down, up: null, middle: 0 };
}

/** In both graphs row 0 is everything and row 1 the function; neither is drawn twice. */
export function sandwiched(up: Flame, down: Flame): Sheet {
  const above = Math.max(0, rows(up) - 2);
  return { rows: above + Math.max(0, rows(down) - 1), down, up, middle: above };
}

/** The graph and the row in it of a row of the sheet. */
export function rowAt(sheet: Sheet, row: number): { readonly flame: Flame; readonly row: number } {
  if (sheet.up === null) return { flame: sheet.down, row };
  return row < sheet.middle
    ? { flame: sheet.up, row: sheet.middle - row + 1 }
    : { flame: sheet.down, row: row - sheet.middle + 1 };
}

/** The row of the sheet that a box stands in. */
export function rowOf(sheet: Sheet, { flame, box }: Place): number {
  const row = flame.row[box];
  if (sheet.up === null) return row;
  return flame === sheet.up ? sheet.middle - row + 1 : sheet.middle + row - 1;
}

/** The box at a row of the sheet, or within `reach` of `at`. */
export function placeNear(sheet: Sheet, row: number, at: number, reach: number): Place | null {
  if (row < 0 || row >= sheet.rows) return null;
  const found = rowAt(sheet, row);
  const box = boxNear(found.flame, found.row, at, reach);
  return box < 0 ? null : { flame: found.flame, box };
}

/** Where an arrow key leads; the place itself where there is nothing. */
export function neighbourPlace(sheet: Sheet, place: Place, direction: "up" | "down" | "left" | "right"): Place {
  const { flame, box } = place;
  const step = (to: Flame, from: number, way: typeof direction): Place => {
    const next = neighbour(to, from, way);
    return next === from ? place : { flame: to, box: next };
  };
  if (sheet.up === null || direction === "left" || direction === "right") return step(flame, box, direction);
  const isMiddle = flame.row[box] === 1;
  if (flame === sheet.down) {
    if (!isMiddle) return step(flame, box, direction);
    return direction === "down" ? step(flame, box, "down") : step(sheet.up, 1, "down");
  }
  if (direction === "up") return step(flame, box, "down");
  const below = neighbour(flame, box, "up");
  return flame.row[below] === 1 ? { flame: sheet.down, box: 1 } : { flame, box: below };
}
