/** Every signal that the views share, and what may be done to them. */

import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { keepAddress } from "./address.ts";
import { coloursOf, foreignColour, type Theme } from "./colours.ts";
import { format, type Format } from "./format.ts";
import { Names, decode, encode, type Basis, type Shared, type Unit, type ViewName } from "./hash.ts";
import type { Kind } from "./island.ts";
import { ASYNC, type Recording } from "./model.ts";
import { isCounted, isForeign, modulesOf, type Module } from "./origin.ts";
import { leftBy, pictureOf, type Filters, type Picture, type Range } from "./picture.ts";
import { searchIn, shareThrough, type Searched } from "./search.ts";

export type { Basis, Unit, ViewName } from "./hash.ts";
export type { Theme } from "./colours.ts";

export interface App extends Searched {
  readonly kind: Kind;
  readonly recording: Recording;
  /** The views that this page has, in the order of their tabs. */
  readonly views: readonly ViewName[];
  readonly view: Signal<ViewName>;
  readonly picture: ReadonlySignal<Picture>;
  /** A row of the function table; −1 for none. */
  readonly selection: Signal<number>;
  /** The part of the time on paths through a hit; null where no hit can have a time. */
  readonly hitShare: ReadonlySignal<number | null>;
  /** 1 per function row that the filters leave, whatever the range; null where they leave all. */
  readonly left: ReadonlySignal<Uint8Array | null>;
  /** Nanoseconds since the scope opened. */
  readonly range: Signal<Range | null>;
  readonly filters: Signal<Filters>;
  readonly basis: Signal<Basis>;
  readonly unit: Signal<Unit>;
  /** In percent: functions below are left out of the drawings. */
  readonly threshold: Signal<number>;
  /** As many of the heaviest functions are drawn. */
  readonly top: Signal<number>;
  readonly theme: ReadonlySignal<Theme>;
  readonly modules: readonly Module[];
  /** The colour of a module. */
  colour(module: string, theme: Theme): string;
  /** The colour of a function in the present theme: that of its module, or grey. */
  colourOf(row: number): string;
  readonly format: Format;
  /** What a view keeps in the link for itself: its zoom, its mode, its sorting. */
  viewState(name: string): Signal<string>;
  /** Selects a function; −1 selects none. */
  select(row: number): void;
  /** Changes some of the filters. */
  filter(change: Partial<Filters>): void;
  /** Selects the next hit of the search, or the one before. */
  nextHit(step: 1 | -1): void;
  /** A function's value by a basis, as the picture has it. */
  value(row: number, basis?: Basis): number;
  /** Nothing is known of the function itself: in a range of time only async calls have times. */
  isUntimed(row: number): boolean;
  /** A value in the page's unit. `calls` is what “per call” divides by. */
  text(value: number, basis: Basis, calls: number): string;
  /** Starts keeping the address in step with the state; the result stops it. */
  link(): () => void;
}

export interface Setting {
  readonly kind: Kind;
  readonly recording: Recording;
  readonly theme: ReadonlySignal<Theme>;
  readonly fragment: string;
}

/** Pages of no more functions than this open on the graph, which shows them all at once. */
const SMALL = 60;

export function viewsOf(kind: Kind, recording: Recording): readonly ViewName[] {
  const views: ViewName[] = kind === "async" ? ["async"] : [];
  views.push("flame", "graph", "table");
  if (recording.timeline.length > 0) views.push("timeline");
  return views;
}

function firstView(kind: Kind, recording: Recording): ViewName {
  if (kind === "async") return "async";
  if (recording.functions.length <= SMALL) return "graph";
  return recording.busy > 0 ? "flame" : "table";
}

export function createApp({ kind, recording, theme, fragment: opened }: Setting): App {
  const { functions } = recording;
  const names = new Names(functions.name);
  const modules = modulesOf(functions);
  const colour = coloursOf(modules);
  const views = viewsOf(kind, recording);
  const opening = firstView(kind, recording);
  const known = (view: ViewName | ""): ViewName => (view !== "" && views.includes(view) ? view : opening);

  const start = decode(opened, names);
  const view = signal<ViewName>(known(start.view));
  const selection = signal(start.selection);
  const searched = searchIn(functions, start.search, start.regex);
  const { search, regex, found, hits, searching } = searched;
  const range = signal<Range | null>(start.range);
  const filters = signal<Filters>(start.filters);
  const basis = signal<Basis>(start.basis);
  const unit = signal<Unit>(start.unit);
  const threshold = signal(start.threshold);
  const top = signal(start.top);
  const own = new Map<string, Signal<string>>();
  /** Counts the views' own signals, so that who reads them all learns of new ones. */
  const owners = signal(0);
  let waiting: Record<string, string> = { ...start.views };

  const picture = computed(() => pictureOf(recording, filters.value, range.value));
  const busy = computed(() => {
    let sum = 0;
    for (const self of picture.value.functions.self) sum += self;
    return sum;
  });
  const calls = computed(() => {
    let sum = 0;
    picture.value.functions.calls.forEach((count, row) => {
      if (isCounted(functions, row)) sum += count;
    });
    return sum;
  });
  const left = computed(() => leftBy(recording, filters.value));
  const isUntimed = (row: number): boolean => range.value !== null && (functions.flags[row] & ASYNC) === 0;
  const hitShare = computed(() => {
    if (!searching.value) return 0;
    const share = shareThrough(picture.value, hits.value);
    const isKnown = share > 0 || found.value.count === 0 || hits.value.some((hit, row) => hit === 1 && !isUntimed(row));
    return isKnown ? share : null;
  });

  const viewState = (name: string): Signal<string> => {
    let state = own.get(name);
    if (state === undefined) {
      state = signal(waiting[name] ?? "");
      own.set(name, state);
      // Not within the effect that writes the address: who asks may be drawing.
      queueMicrotask(() => (owners.value += 1));
    }
    return state;
  };

  const shared = computed<Shared>(() => {
    void owners.value;
    const views = { ...waiting };
    for (const [name, state] of own) views[name] = state.value;
    return {
      view: view.value === opening ? "" : view.value,
      selection: selection.value,
      search: search.value,
      regex: regex.value,
      range: range.value,
      basis: basis.value,
      unit: unit.value,
      filters: filters.value,
      threshold: threshold.value,
      top: top.value,
      views,
    };
  });

  const adopt = (state: Shared): void =>
    batch(() => {
      view.value = known(state.view);
      selection.value = state.selection;
      search.value = state.search;
      regex.value = state.regex;
      range.value = state.range;
      filters.value = state.filters;
      basis.value = state.basis;
      unit.value = state.unit;
      threshold.value = state.threshold;
      top.value = state.top;
      waiting = { ...state.views };
      for (const [name, own_] of own) own_.value = state.views[name] ?? "";
    });

  const fragment = computed(() => encode(shared.value, names));
  const step = (): string => JSON.stringify([view.peek(), filters.peek(), range.peek()]);

  const value = (row: number, by: Basis = basis.value): number => picture.value.functions[by][row];

  const nextHit = (step: 1 | -1): void => {
    const by = basis.peek();
    const values = picture.peek().functions[by];
    const rows: number[] = [];
    found.peek().hits.forEach((hit, row) => {
      if (hit === 1) rows.push(row);
    });
    if (rows.length === 0) return;
    rows.sort((a, b) => values[b] - values[a] || a - b);
    const now = rows.indexOf(selection.peek());
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : (now + step + rows.length) % rows.length;
    selection.value = rows[next];
  };

  const text = (value: number, by: Basis, divisor: number): string => {
    const as = unit.value;
    if (by === "calls") return as === "percent" ? format.percent(format.share(value, calls.value)) : format.count(value);
    // Total and await time of concurrent calls overlap: no whole exists that they would be parts of.
    if (as === "percent" && (by === "self" || by === "active")) return format.percent(format.share(value, busy.value));
    if (as === "per-call") return divisor > 0 ? format.duration(value / divisor) : "–";
    return format.duration(value);
  };

  return {
    kind,
    recording,
    views,
    view,
    picture,
    selection,
    ...searched,
    hitShare,
    left,
    range,
    filters,
    basis,
    unit,
    threshold,
    top,
    theme,
    modules,
    colour,
    colourOf: (row) =>
      isForeign(functions, row) ? foreignColour(theme.value) : colour(functions.module[row], theme.value),
    format,
    viewState,
    select: (row) => (selection.value = row),
    filter: (change) => (filters.value = { ...filters.value, ...change }),
    nextHit,
    value,
    isUntimed,
    text,
    link: () => keepAddress(fragment, (text) => adopt(decode(text, names)), step),
  };
}
