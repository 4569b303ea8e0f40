// Bundles e2e/*.test.ts for node and runs them with its own runner; `node e2e/run.mjs search` runs those of one name.
// `node e2e/run.mjs --script budgets` runs e2e/budgets.ts instead.

import { readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const ui = fileURLToPath(new URL("..", import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL("../../../target", import.meta.url));
const given = process.argv.slice(2);
const isScript = given[0] === "--script";
const chosen = isScript ? given.slice(1, 2) : given;
const sources = isScript
  ? [`e2e/${given[1]}.ts`]
  : (await readdir(`${ui}e2e`))
      .filter((name) => name.endsWith(".test.ts") && (chosen.length === 0 || chosen.some((part) => name.includes(part))))
      .map((name) => `e2e/${name}`);
const out = `${ui}.e2e/${isScript ? given[1] : "tests"}`;
await rm(out, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: ui,
  entryPoints: sources,
  outdir: out,
  outbase: "e2e",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const files = sources.map((name) => `${out}/${name.slice(4).replace(/\.ts$/, ".mjs")}`);
const how = isScript ? [...files, ...given.slice(2)] : ["--test", "--test-concurrency=2", ...files];
const env = { ...process.env, CALLFLOW_TARGET: target };
const run = spawnSync(process.execPath, ["--enable-source-maps", ...how], { stdio: "inherit", env });
process.exit(run.status ?? 1);
