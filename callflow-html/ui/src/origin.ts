/** Where functions come from: their crates, whether they are the program's own, and what of them is counted. */

import { count, counted } from "./format.ts";
import { LIBRARY, type FunctionTable } from "./model.ts";

const STANDARD = new Set(["std", "core", "alloc", "proc_macro", "test"]);
/** Directories of a source that cargo fetched, or that came with the compiler. */
const FETCHED = /(?:^|[\\/])(?:registry[\\/]src|git[\\/]checkouts|vendor|rustc[\\/][0-9a-f]{8,})[\\/]/;

/** The crate of a module path; empty without one. */
export function crateOf(module: string): string {
  const end = module.indexOf("::");
  return end < 0 ? module : module.slice(0, end);
}

/** Whether a function belongs to the standard library, to a dependency, or to callflow itself. */
export function isForeign(functions: Pick<FunctionTable, "flags" | "module" | "file">, row: number): boolean {
  return (
    (functions.flags[row] & LIBRARY) !== 0 ||
    STANDARD.has(crateOf(functions.module[row])) ||
    FETCHED.test(functions.file[row])
  );
}

/**
 * Whether a row counts as a function, and its calls as calls.
 *
 * One rule holds on the whole page: functions and calls are those of the program. Nodes of this library are shown where
 * the program meets them and marked as such; they take part in no count, and where they are among what is shown,
 * `beside` says how many. The page's head counts by the same rule, in `src/view/program.rs`.
 */
export function isCounted({ flags }: Pick<FunctionTable, "flags">, row: number): boolean {
  return (flags[row] & LIBRARY) === 0;
}

/** `text`, which counts what is the program's, with the number of those of this library that stand beside it. */
export function beside(text: string, library: number): string {
  return library === 0 ? text : `${text} and ${count(library)} of callflow`;
}

/** How many of the rows are functions. */
export function countedAmong(functions: Pick<FunctionTable, "flags">, rows: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) if (isCounted(functions, rows[at])) sum += 1;
  return sum;
}

/** `13 calls and 11 of callflow`, from the functions called. */
export function callWords(functions: Pick<FunctionTable, "flags">, called: ArrayLike<number>): string {
  const own = countedAmong(functions, called);
  const library = called.length - own;
  return own === 0 && library > 0 ? `${counted(library, "call")} of callflow` : beside(counted(own, "call"), library);
}

/** Sums of `self`, which is by function, by module. */
export function selfByModule({ module }: Pick<FunctionTable, "module">, self: Float64Array): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  self.forEach((time, row) => sums.set(module[row], (sums.get(module[row]) ?? 0) + time));
  return sums;
}

/** A module of the legend. */
export interface Module {
  readonly name: string;
  /** Its functions in the recording; 0 of the library. */
  readonly functions: number;
  readonly self: number;
  /** None of them is the program's own. */
  readonly isForeign: boolean;
}

/** Every module, most self time first. */
export function modulesOf(functions: FunctionTable): readonly Module[] {
  const self = selfByModule(functions, functions.self);
  const counts = new Map<string, { functions: number; isForeign: boolean }>();
  for (let row = 0; row < functions.length; row++) {
    const of = counts.get(functions.module[row]) ?? { functions: 0, isForeign: true };
    if (isCounted(functions, row)) of.functions += 1;
    of.isForeign &&= isForeign(functions, row);
    counts.set(functions.module[row], of);
  }
  return [...counts]
    .map(([name, of]) => ({ name, self: self.get(name)!, ...of }))
    .sort((a, b) => b.self - a.self || (a.name < b.name ? -1 : 1));
}
