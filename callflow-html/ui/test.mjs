// Bundles every test/*.test.ts for node and runs them with its own runner.

import { readdir } from "node:fs/promises";
import { markup, plugins } from "./plugins.mjs";
import { runBundled, testsAmong, ui } from "./run-bundled.mjs";

await runBundled({
  base: "test",
  sources: testsAmong(await readdir(`${ui}test`, { recursive: true }), process.argv.slice(2)),
  out: ".test",
  how: ["--test"],
  ...markup,
  plugins,
});
