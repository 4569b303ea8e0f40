// Bundles every test/*.test.ts for node and runs them with its own runner.

import { readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { plugins } from "./plugins.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const chosen = process.argv.slice(2);
const tests = (await readdir(`${here}test`, { recursive: true }))
  .filter((name) => /\.test\.tsx?$/.test(name) && (chosen.length === 0 || chosen.some((part) => name.includes(part))))
  .map((name) => `test/${name}`);
const out = `${here}.test`;
await rm(out, { recursive: true, force: true });
await esbuild.build({
  absWorkingDir: here,
  entryPoints: tests,
  outdir: out,
  outbase: "test",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  jsx: "automatic",
  jsxImportSource: "preact",
  sourcemap: "inline",
  logLevel: "warning",
  plugins,
});
const files = tests.map((name) => `${out}/${name.slice(5).replace(/\.tsx?$/, ".mjs")}`);
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
process.exit(run.status ?? 1);
