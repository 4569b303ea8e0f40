// Bundles e2e/*.test.ts for node and runs them with its own runner; `node e2e/run.mjs search` runs those of one name.
// `node e2e/run.mjs --script budgets` runs e2e/budgets.ts instead.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runBundled, testsAmong, ui } from "../run-bundled.mjs";

const written = fileURLToPath(new URL("../../../target", import.meta.url));
const [first, script, ...rest] = process.argv.slice(2);
const isScript = first === "--script";
await runBundled({
  base: "e2e",
  sources: isScript ? [`${script}.ts`] : testsAmong(await readdir(`${ui}e2e`), process.argv.slice(2)),
  out: `.e2e/${isScript ? script : "tests"}`,
  how: isScript ? [] : ["--test", "--test-concurrency=2"],
  after: isScript ? rest : [],
  env: {
    ...process.env,
    CALLFLOW_TARGET: process.env.CARGO_TARGET_DIR ?? written,
    CALLFLOW_EXAMPLES: `${written}/callflow`,
  },
  packages: "external",
});
