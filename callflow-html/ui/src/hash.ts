/** The part of the state that a link carries, as the fragment of the page's address and back. */

import { NO_FILTERS, type Filters, type Range } from "./picture.ts";

export const VIEWS = ["flame", "graph", "table", "timeline", "async"] as const;
export type ViewName = (typeof VIEWS)[number];
export const BASES = ["self", "active", "total", "await", "calls"] as const;
export type Basis = (typeof BASES)[number];
export const UNITS = ["absolute", "percent", "per-call"] as const;
export type Unit = (typeof UNITS)[number];

/** Functions of no more than this share of the time, in percent, are left out of the drawings at first. */
export const THRESHOLD = 0.5;
/** As many of the heaviest functions are drawn at first. */
export const TOP = 120;

export interface Shared {
  /** Empty where the page opens with what suits the recording. */
  readonly view: ViewName | "";
  /** A row of the function table; −1 for none. */
  readonly selection: number;
  readonly search: string;
  readonly regex: boolean;
  readonly range: Range | null;
  readonly basis: Basis;
  readonly unit: Unit;
  readonly filters: Filters;
  /** In percent. */
  readonly threshold: number;
  readonly top: number;
  /** What each view keeps for itself. */
  readonly views: Readonly<Record<string, string>>;
}

export const FRESH: Shared = {
  view: "",
  selection: -1,
  search: "",
  regex: false,
  range: null,
  basis: "self",
  unit: "absolute",
  filters: NO_FILTERS,
  threshold: THRESHOLD,
  top: TOP,
  views: {},
};

/** Longer names are written as their rows, which only fit the very page that the link came from. */
const LONGEST_NAME = 160;

/** Turns rows into texts that still fit when the report is made anew. */
export class Names {
  private readonly rows = new Map<string, number>();

  constructor(private readonly names: readonly string[]) {
    names.forEach((name, row) => this.rows.set(name, this.rows.has(name) ? -1 : row));
  }

  text(row: number): string {
    const name = this.names[row];
    const isFit = name !== "" && name.length <= LONGEST_NAME && !name.startsWith("~") && this.rows.get(name) === row;
    return isFit ? name : `~${row}`;
  }

  row(text: string): number {
    const row = /^~\d+$/.test(text) ? Number(text.slice(1)) : (this.rows.get(text) ?? -1);
    return row < this.names.length ? row : -1;
  }
}

function oneOf<T extends string>(all: readonly T[], text: string | null, otherwise: T): T {
  return all.includes(text as T) ? (text as T) : otherwise;
}

function number(text: string | null, otherwise: number, least: number, most: number): number {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : otherwise;
}

/** Without `#`; empty for the state of a page just opened. */
export function encode(state: Shared, names: Names): string {
  const out = new URLSearchParams();
  const put = (key: string, value: string | number, isFresh: boolean): void => {
    if (!isFresh) out.append(key, String(value));
  };
  put("v", state.view, state.view === FRESH.view);
  put("s", state.selection < 0 ? "" : names.text(state.selection), state.selection < 0);
  put("q", state.search, state.search === "");
  put("re", 1, !state.regex);
  put("r", state.range?.join("-") ?? "", state.range === null);
  put("b", state.basis, state.basis === FRESH.basis);
  put("u", state.unit, state.unit === FRESH.unit);
  const { filters } = state;
  put("through", filters.focus < 0 ? "" : names.text(filters.focus), filters.focus < 0);
  for (const row of filters.hidden) out.append("hide", names.text(row));
  for (const module of filters.onlyModules) out.append("only", module);
  for (const module of filters.hiddenModules) out.append("not", module);
  put("rec", 1, !filters.foldRecursion);
  put("dep", 1, !filters.foldForeign);
  put("min", state.threshold, state.threshold === FRESH.threshold);
  put("top", state.top, state.top === FRESH.top);
  for (const [view, text] of Object.entries(state.views)) put(`z.${view}`, text, text === "");
  return out.toString();
}

/** Whatever a fragment does not say, or says wrongly, is as on a page just opened. */
export function decode(fragment: string, names: Names): Shared {
  const from = new URLSearchParams(fragment.replace(/^#/, ""));
  const named = (key: string): number => (from.has(key) ? names.row(from.get(key)!) : -1);
  const range = (from.get("r") ?? "").split("-").map(Number);
  const views: Record<string, string> = {};
  for (const [key, value] of from) if (key.startsWith("z.") && value !== "") views[key.slice(2)] = value;
  return {
    view: oneOf<ViewName | "">(VIEWS, from.get("v"), FRESH.view),
    selection: named("s"),
    search: from.get("q") ?? "",
    regex: from.get("re") === "1",
    range: range.length === 2 && range[0] >= 0 && range[1] > range[0] ? [range[0], range[1]] : null,
    basis: oneOf(BASES, from.get("b"), FRESH.basis),
    unit: oneOf(UNITS, from.get("u"), FRESH.unit),
    filters: {
      focus: named("through"),
      hidden: from.getAll("hide").map((text) => names.row(text)).filter((row) => row >= 0),
      onlyModules: from.getAll("only"),
      hiddenModules: from.getAll("not"),
      foldRecursion: from.get("rec") === "1",
      foldForeign: from.get("dep") === "1",
    },
    threshold: number(from.get("min"), FRESH.threshold, 0, 100),
    top: number(from.get("top"), FRESH.top, 1, 1e6),
    views,
  };
}
