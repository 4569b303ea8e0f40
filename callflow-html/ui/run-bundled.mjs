// Bundles TypeScript for node and runs it there.

import { rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

export const ui = fileURLToPath(new URL(".", import.meta.url));

/**
 * Bundles `sources` of the folder `base` into the folder `out`, and runs what comes of them with `how` as node's
 * arguments; exits as that does.
 */
export async function runBundled({ base, sources, out, how, after = [], env = process.env, ...options }) {
  await rm(`${ui}${out}`, { recursive: true, force: true });
  await esbuild.build({
    absWorkingDir: ui,
    entryPoints: sources.map((name) => `${base}/${name}`),
    outdir: `${ui}${out}`,
    outbase: base,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    ...options,
  });
  const files = sources.map((name) => `${ui}${out}/${name.replace(/\.tsx?$/, ".mjs")}`);
  const run = spawnSync(process.execPath, ["--enable-source-maps", ...how, ...files, ...after], { stdio: "inherit", env });
  process.exit(run.status ?? 1);
}

/** The tests of a folder whose paths have one of `parts` in them; all where none is asked for. */
export function testsAmong(names, parts) {
  return names.filter((name) => /\.test\.tsx?$/.test(name) && (parts.length === 0 || parts.some((part) => name.includes(part))));
}
