// Bundles the front end into ../assets/{callflow,comparison}.{js,css}, notes their hashes in ../src/assets.rs, and holds
// each to its budget. A page carries one of the two: what only a comparison draws is on no other page, and the other
// way round.

import { readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { minify } from "terser";
import { markup, plugins } from "./plugins.mjs";

const here = new URL(".", import.meta.url);
const assets = new URL("../assets/", here);
const KB = 1024;
/**
 * Of every file the most that it may be, in KB: as it is, and packed. A page carries all of its bundle, so what counts is
 * the plain size: with it the smallest page stays below 200 KB. The packed size matters where pages are served.
 */
const sizes = JSON.parse(await readFile(new URL("sizes.json", here), "utf8"));

const bundle = async (entry, options) => {
  const result = await esbuild.build({
    absWorkingDir: fileURLToPath(here),
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    target: ["chrome114", "firefox120", "safari17"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    plugins,
    ...options,
  });
  return result.outputFiles[0].text;
};

/** A text within an element of a page must not end it, nor look like the beginning of a comment there. */
const inlined = (script) => script.replace(/<(?=\/[sS]|!--)/g, "\\x3c");

/**
 * esbuild leaves some bytes that terser takes. A signal that is read for nothing but to be followed must stay. Functions
 * become arrows, which cannot be constructed: whoever is has a `this`, and stays what it is.
 */
const smallest = async (script) => {
  const compress = { ecma: 2022, passes: 3, pure_getters: false, keep_fargs: false, unsafe_arrows: true };
  return (await minify(script, { ecma: 2022, compress })).code;
};

const script = async (entry) => inlined(await smallest(await bundle(entry, { format: "iife", ...markup })));
const outputs = [
  { name: "callflow.js", text: await script("src/main.tsx") },
  { name: "callflow.css", text: await bundle("src/page.css", {}) },
  { name: "comparison.js", text: await script("src/compare.tsx") },
  { name: "comparison.css", text: await bundle("src/compare.css", {}) },
];

let over = false;
// The pages' policy lets through what has these hashes.
const table = new URL("../src/assets.rs", here);
const source = await readFile(table, "utf8");
let hashed = source;
for (const { name, text } of outputs) {
  const size = { plain: Buffer.byteLength(text) / KB, gz: gzipSync(text, { level: 9 }).length / KB };
  for (const form of ["plain", "gz"]) {
    const most = sizes[name][form];
    const fits = size[form] <= most;
    over ||= !fits;
    const numbers = `${size[form].toFixed(1)} of ${most} KB`;
    console.log(`${name.padEnd(16)}${form.padEnd(6)}${numbers}${fits ? "" : "  TOO LARGE"}`);
  }
  const file = new URL(name, assets);
  const before = await readFile(file, "utf8").catch(() => "");
  if (before !== text) await writeFile(file, text);
  const hash = createHash("sha256").update(text).digest("base64");
  hashed = hashed.replace(new RegExp(`("${name.replace(".", "\\.")}") "[^"]*"`), (_, known) => `${known} "${hash}"`);
}
if (hashed !== source) await writeFile(table, hashed);
if (over) process.exit(1);
