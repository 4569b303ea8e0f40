/** Where functions come from: their crates, and whether they are the program's own. */

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

/** A module of the legend. */
export interface Module {
  readonly name: string;
  /** Its functions in the recording. */
  readonly functions: number;
  readonly self: number;
  /** None of them is the program's own. */
  readonly isForeign: boolean;
}

/** Every module, most self time first. */
export function modulesOf(functions: FunctionTable): readonly Module[] {
  const sums = new Map<string, { functions: number; self: number; isForeign: boolean }>();
  for (let row = 0; row < functions.length; row++) {
    const sum = sums.get(functions.module[row]) ?? { functions: 0, self: 0, isForeign: true };
    sum.functions += 1;
    sum.self += functions.self[row];
    sum.isForeign &&= isForeign(functions, row);
    sums.set(functions.module[row], sum);
  }
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum }))
    .sort((a, b) => b.self - a.self || (a.name < b.name ? -1 : 1));
}
