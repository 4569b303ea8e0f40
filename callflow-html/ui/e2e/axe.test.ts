/** axe-core finds nothing on any kind of page, in either theme. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Found {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary: string }[];
}

/** What axe finds, in a line each. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  const { found, passes } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Found[]; passes: unknown[] }> } };
    const { violations, passes } = await axe.run();
    const found = violations.map(({ id, help, nodes }) => ({
      id,
      help,
      nodes: nodes.map(({ target, failureSummary }) => ({ target, failureSummary })),
    }));
    return { found, passes: passes.length };
  });
  assert.ok(passes > 10, `only ${passes} rules applied`);
  return found.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 4).map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`),
  );
}

const PAGES: readonly (readonly [name: string, hash: string])[] = [
  ["50-functions", "v=flame"],
  ["50-functions", "v=graph&s=db::pool::validate_batch"],
  ["50-functions", "v=table&q=cart&rec=1&dep=1"],
  ["500-functions", "v=graph&top=500&min=0"],
  ["tasks-40", "v=timeline&r=10000000000-20000000000"],
  ["tasks-40.async", "v=async"],
  ["nested-async.async", "v=async"],
  ["hostile", "v=table"],
  ["0-functions", ""],
  ["unrecorded", ""],
  ["web_service", "v=table"],
  ["web_service.async", ""],
  ["faster.comparison", ""],
  ["50-functions.comparison", ""],
  ["long-names.comparison", ""],
  ["hostile.comparison", ""],
  ["not-comparable.comparison", ""],
];

for (const colorScheme of ["light", "dark"] as const)
  for (const [name, hash] of PAGES)
    test(`${name}#${hash} in ${colorScheme} colours`, () =>
      withPage(name, { hash, colorScheme }, async (page) => {
        assert.deepEqual(await violations(page), []);
      }));

test("the help and the export menu", () =>
  withPage("tasks-40", { hash: "v=table" }, async (page) => {
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await page.locator("dialog[open]").count(), 1));
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Escape");
    await page.click(".menu > button");
    await settled(page);
    assert.deepEqual(await violations(page), []);
  }));
