/**
 * Every view of pages of all sizes in both themes, into `target/screenshots/`: to be looked at.
 *
 * `node e2e/run.mjs --script screenshots few` takes those of three sizes only.
 */

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { browser, opened, settled } from "./support/browser.ts";

const ALL = [
  "0-functions",
  "1-function",
  "5-functions",
  "50-functions",
  "500-functions",
  "5000-functions",
  "hostile",
  "recursion",
  "tasks-40",
  "tasks-700",
  "tasks-40.async",
  "web_service.async",
  "web_service",
  "unrecorded",
  "faster.comparison",
  "50-functions.comparison",
  "5000-functions.comparison",
  "long-names.comparison",
  "hostile.comparison",
  "nothing.comparison",
  "not-comparable.comparison",
];
const FEW = ["5-functions", "500-functions", "tasks-40", "tasks-40.async", "50-functions.comparison"];

const folder = join(process.env["CALLFLOW_TARGET"]!, "screenshots");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const start = Date.now();
let taken = 0;
for (const name of process.argv[2] === "few" ? FEW : ALL)
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, misdeeds } = await opened(name, { colorScheme });
    const shot = async (what: string): Promise<void> => {
      await settled(page);
      // Large graphs are laid out by a worker.
      await page.waitForFunction(() => document.querySelector("#view .busy, .busy") === null);
      await settled(page);
      const isWhole = name.endsWith(".comparison");
      await page.screenshot({ path: join(folder, `${name}-${what}${colorScheme}.png`), fullPage: isWhole });
      taken += 1;
    };
    const tabs = await page.evaluate(() => [...document.querySelectorAll("[role=tab]")].map((tab) => tab.id));
    if (tabs.length === 0) await shot("");
    for (const id of tabs) {
      await page.click(`#${id}`);
      await shot(`${id.replace("tab-", "")}-`);
    }
    if (misdeeds.length > 0) console.log(`${name}: ${misdeeds.join("; ")}`);
    await page.context().close();
  }
for (const name of ["50-functions", "tasks-40", "tasks-40.async", "50-functions.comparison"]) {
  const { page } = await opened(name, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await page.screenshot({ path: join(folder, `${name}-phone.png`), fullPage: true });
  taken += 1;
  await page.context().close();
}
await (await browser()).close();
console.log(`${taken} pictures in ${folder}, ${((Date.now() - start) / 1000).toFixed(0)} s`);
