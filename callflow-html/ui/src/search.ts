/** What a search hits, and how much of the time lies on paths through the hits. */

import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";
import type { FunctionTable } from "./model.ts";
import type { Picture } from "./picture.ts";

export interface Search {
  /** 1 per function row that is hit. */
  readonly hits: Uint8Array;
  readonly count: number;
  /** Why the pattern cannot be used; empty where it can. */
  readonly error: string;
}

export function searchFor(functions: Pick<FunctionTable, "length" | "name">, text: string, isRegex: boolean): Search {
  const hits = new Uint8Array(functions.length);
  let test: (name: string) => boolean;
  if (text === "") return { hits, count: 0, error: "" };
  if (isRegex) {
    try {
      const pattern = new RegExp(text, "i");
      test = (name) => pattern.test(name);
    } catch (problem) {
      const said = problem instanceof Error ? problem.message : String(problem);
      return { hits, count: 0, error: said.replace(/^.*: /, "") };
    }
  } else {
    const needle = text.toLowerCase();
    test = (name) => name.toLowerCase().includes(needle);
  }
  let count = 0;
  for (let row = 0; row < functions.length; row++) {
    if (!test(functions.name[row])) continue;
    hits[row] = 1;
    count += 1;
  }
  return { hits, count, error: "" };
}

/** What the reader searches for, and what that finds. */
export interface Searched {
  readonly search: Signal<string>;
  readonly regex: Signal<boolean>;
  readonly found: ReadonlySignal<Search>;
  /** 1 per function row that the search hits; all 0 without a search. */
  readonly hits: ReadonlySignal<Uint8Array>;
  readonly searching: ReadonlySignal<boolean>;
}

export function searchIn(functions: Pick<FunctionTable, "length" | "name">, text = "", isRegex = false): Searched {
  const search = signal(text);
  const regex = signal(isRegex);
  const found = computed(() => searchFor(functions, search.value, regex.value));
  const hits = computed(() => found.value.hits);
  const searching = computed(() => search.value !== "" && found.value.error === "");
  return { search, regex, found, hits, searching };
}

/** The part of the picture's self time on paths through a hit, from 0 to 1. */
export function shareThrough(picture: Picture, hits: Uint8Array): number {
  const { paths } = picture;
  const through = new Uint8Array(paths.length);
  let all = 0;
  let hit = 0;
  for (let path = 0; path < paths.length; path++) {
    const parent = paths.parent[path];
    if (hits[paths.fn[path]] === 1 || (parent >= 0 && through[parent] === 1)) through[path] = 1;
    all += paths.self[path];
    if (through[path] === 1) hit += paths.self[path];
  }
  return all > 0 ? hit / all : 0;
}
