/** The pages on this disk: those of the examples, and those that `cargo run --example preview` makes in all sizes. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Set by `run.mjs`. The examples write below their package, wherever cargo builds them. */
const FOLDERS = [join(process.env["CALLFLOW_TARGET"] ?? "", "preview"), process.env["CALLFLOW_EXAMPLES"] ?? ""];

/** Where a page lies. Names of the two folders do not meet. */
export function fileOf(name: string): string {
  const file = FOLDERS.map((folder) => join(folder, `${name}.html`)).find(existsSync);
  if (file === undefined) throw new Error(`no page ${name}.html in ${FOLDERS.join(" or ")}`);
  return file;
}

/** The names of all pages. */
export function pages(): readonly string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".html"))
      .map((file) => file.slice(0, -".html".length)),
  ).sort();
}

export function isComparison(name: string): boolean {
  return name.endsWith(".comparison") || /^cmp\d/.test(name);
}
