/** What the parts of a comparison's page share, and what a link to it carries. */

import { batch, computed, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import { keepAddress } from "../address.ts";
import { format, type Format } from "../format.ts";
import { Names } from "../hash.ts";
import { searchIn, type Searched } from "../search.ts";
import { changedRows, nextChange, type Changed } from "./changes.ts";
import { reversed, type Comparison } from "./model.ts";
import { suspects } from "./renames.ts";
import { TONES, toneOfTotal, type Tone } from "./tone.ts";

export const WIDTHS = ["both", "after", "before"] as const;
export type Width = (typeof WIDTHS)[number];
export const NORMS = ["absolute", "per-call", "percent"] as const;
export type Norm = (typeof NORMS)[number];
/** What the table can be limited to. */
export const FILTERS = [...TONES, "counts"] as const;
export type Filter = (typeof FILTERS)[number];

export interface CompareApp extends Searched {
  /** In the direction in which it is read. */
  readonly comparison: ReadonlySignal<Comparison>;
  readonly isSwapped: Signal<boolean>;
  /** A row of the function table; −1 for none. */
  readonly selection: Signal<number>;
  readonly hitShare: ReadonlySignal<number>;
  /** What the boxes of the flame graph are as wide as. */
  readonly width: Signal<Width>;
  /** Paths that are gone are drawn. */
  readonly showsGone: Signal<boolean>;
  readonly norm: Signal<Norm>;
  /** None means all. */
  readonly filters: Signal<ReadonlySet<Filter>>;
  readonly sorting: Signal<string>;
  /** What part of the flame graph and of the call graphs is looked at; empty where all is as it opened. */
  readonly flamePlace: Signal<string>;
  readonly graphPlace: Signal<string>;
  readonly theme: ReadonlySignal<"light" | "dark">;
  /** Functions that changed by themselves. */
  readonly changes: ReadonlySignal<Changed>;
  readonly tones: ReadonlySignal<readonly Tone[]>;
  /** By row: what it may have been called on the other side; −1 for nothing. */
  readonly like: ReadonlySignal<Int32Array>;
  readonly format: Format;
  select(row: number): void;
  nextHit(step: 1 | -1): void;
  /** Selects the next of the changes that are told, or the one before. */
  step(by: 1 | -1): void;
  /** Starts keeping the address in step; the result stops it. */
  link(): () => void;
}

const oneOf = <T extends string>(all: readonly T[], text: string | null): T => all.find((one) => one === text) ?? all[0];

export function createCompare(
  compared: Comparison,
  theme: ReadonlySignal<"light" | "dark">,
  fragment: string,
): CompareApp {
  const { functions } = compared;
  const names = new Names(functions.name);
  const selection = signal(-1);
  const searched = searchIn(functions);
  const { search, regex, hits } = searched;
  const isSwapped = signal(false);
  const width = signal<Width>("both");
  const showsGone = signal(true);
  const norm = signal<Norm>("absolute");
  const filters = signal<ReadonlySet<Filter>>(new Set());
  const sorting = signal("");
  const flamePlace = signal("");
  const graphPlace = signal("");

  const backwards = computed(() => reversed(compared));
  const comparison = computed(() => (isSwapped.value ? backwards.value : compared));
  const hitShare = computed(() => {
    let all = 0;
    let hit = 0;
    const { self } = functions;
    for (let row = 0; row < functions.length; row++) {
      const own = Math.max(self.before[row], self.after[row]);
      all += own;
      if (hits.value[row] === 1) hit += own;
    }
    return format.share(hit, all);
  });
  const changes = computed(() => changedRows(comparison.value.functions));
  const tones = computed(() => {
    const { functions: f } = comparison.value;
    return f.name.map((_, row) => toneOfTotal(f, row));
  });

  const address = computed(() => {
    const out = new URLSearchParams();
    const put = (key: string, text: string): void => void (text !== "" && out.append(key, text));
    put("s", selection.value < 0 ? "" : names.text(selection.value));
    put("q", search.value);
    put("re", regex.value ? "1" : "");
    put("swap", isSwapped.value ? "1" : "");
    put("w", width.value === WIDTHS[0] ? "" : width.value);
    put("gone", showsGone.value ? "" : "0");
    put("u", norm.value === NORMS[0] ? "" : norm.value);
    put("only", [...filters.value].join(" "));
    put("sort", sorting.value);
    put("flame", flamePlace.value);
    put("graph", graphPlace.value);
    return out.toString();
  });
  const adopt = (text: string): void =>
    batch(() => {
      const from = new URLSearchParams(text.replace(/^#/, ""));
      selection.value = from.has("s") ? names.row(from.get("s")!) : -1;
      search.value = from.get("q") ?? "";
      regex.value = from.get("re") === "1";
      isSwapped.value = from.get("swap") === "1";
      width.value = oneOf(WIDTHS, from.get("w"));
      showsGone.value = from.get("gone") !== "0";
      norm.value = oneOf(NORMS, from.get("u"));
      const only = (from.get("only") ?? "").split(" ");
      filters.value = new Set(FILTERS.filter((one) => only.includes(one)));
      sorting.value = from.get("sort") ?? "";
      flamePlace.value = from.get("flame") ?? "";
      graphPlace.value = from.get("graph") ?? "";
    });
  adopt(fragment);

  return {
    comparison,
    isSwapped,
    selection,
    ...searched,
    hitShare,
    width,
    showsGone,
    norm,
    filters,
    sorting,
    flamePlace,
    graphPlace,
    theme,
    changes,
    tones,
    like: computed(() => suspects(compared)),
    format,
    select: (row) => (selection.value = row),
    nextHit(step) {
      const hit = hits.peek();
      // Those that changed first, then the others in the order of the table.
      const { told, rest } = changes.peek();
      const rows = new Set([...told, ...rest].filter((row) => hit[row] === 1));
      hit.forEach((isHit, row) => void (isHit === 1 && rows.add(row)));
      const next = nextChange(Int32Array.from(rows), selection.peek(), step);
      if (next >= 0) selection.value = next;
    },
    step(by) {
      const next = nextChange(changes.peek().told, selection.peek(), by);
      if (next >= 0) selection.value = next;
    },
    link: () => keepAddress(address, adopt),
  };
}
