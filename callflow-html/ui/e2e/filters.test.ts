/** What the reader leaves out: by threshold and number, by function, by module, by folding. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, chips, fullName, painted, readout, rowCount, rows, selected, show, words } from "./support/reader.ts";

const drawn = (page: Page): Promise<number> => page.locator("#view g.node").count();
const summary = (page: Page): Promise<string> => page.locator("#view .graph-head p").innerText();
const remove = (page: Page): Promise<void> => page.locator(".chips .chip button").first().click();

async function choose(page: Page, at: number): Promise<string> {
  await page.locator("#view tbody tr:not(.space)").nth(at).click();
  await eventually(async () => assert.notEqual(await selected(page), ""));
  return selected(page);
}

test("the threshold and the number of functions say how many are shown, of how much time", () =>
  withPage("500-functions", { hash: "v=graph" }, async (page) => {
    assert.match(await summary(page), /^\d+ of 500 functions shown, \d+\.\d\s% of time$/u);
    const before = await drawn(page);
    assert.ok(before > 20 && before <= 120, String(before));
    const [threshold, most] = [page.locator(".slider input").first(), page.locator(".slider input").last()];
    await threshold.fill("5");
    await eventually(async () => assert.ok((await drawn(page)) < before));
    const few = await drawn(page);
    assert.ok((await summary(page)).startsWith(`${few} of 500 `));
    await threshold.fill("0");
    await most.fill("200");
    await eventually(async () => assert.equal(await drawn(page), 200));
    assert.match(await summary(page), /^200 of 500 functions/);
    await eventually(async () => assert.equal((await address(page))["top"], "200"));
    await page.getByRole("button", { name: "Show all" }).click();
    await eventually(async () => assert.match(await summary(page), /^All 500 functions shown, 100\.0\s% of time$/u));
    assert.equal(await page.locator(".slider output").last().innerText(), "500 functions");
    assert.equal(await page.locator("#view .board canvas").count(), 1, "as many nodes are painted");
    await page.getByRole("button", { name: "Heaviest only" }).click();
    await eventually(async () => assert.equal(await drawn(page), before));
  }));

test("the keyboard moves the sliders", () =>
  withPage("500-functions", { hash: "v=graph" }, async (page) => {
    await page.locator(".slider input").first().focus();
    await page.keyboard.press("End");
    await eventually(async () => assert.equal((await address(page))["min"], "5"));
    await page.keyboard.press("ArrowLeft");
    await eventually(async () => assert.equal((await address(page))["min"], "4.9"));
  }));

test("only paths through a function: the other functions of the program go", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    const name = await choose(page, 12);
    await page.getByRole("button", { name: "Only paths through it" }).click();
    assert.deepEqual(await chips(page), [`only paths through ${name}`]);
    await eventually(async () => assert.ok((await rowCount(page)) < all));
    assert.ok((await rows(page)).includes(name));
    assert.match(await page.locator(".chips .share").innerText(), /^\d+(\.\d+)?\s% of self time shown$/u);
    await eventually(async () => assert.equal((await address(page))["through"], await fullName(page)));
    await show(page, "flame");
    const texts = (await words(page)).map(({ text }) => text);
    assert.ok(texts.some((text) => text.includes(name.slice(0, 4))), texts.join());
    await remove(page);
    await show(page, "table");
    await eventually(async () => assert.equal(await rowCount(page), all));
    assert.deepEqual(await chips(page), []);
  }));

test("a hidden function is gone from all views, and the chip brings it back", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    const name = await choose(page, 1);
    await page.getByRole("button", { name: "Hide it", exact: true }).click();
    assert.deepEqual(await chips(page), [`without ${name}`]);
    await eventually(async () => assert.equal(await rowCount(page), all - 1));
    assert.ok(!(await rows(page)).includes(name));
    await show(page, "graph");
    assert.equal(await page.locator("#view g.node").filter({ hasText: name }).count(), 0);
    await eventually(async () => assert.ok((await address(page))["hide"]?.endsWith(name)));
    await page.reload();
    await settled(page);
    assert.deepEqual(await chips(page), [`without ${name}`]);
    await remove(page);
    await eventually(async () => assert.equal(await page.locator("#view g.node").filter({ hasText: name }).count(), 1));
  }));

test("recursion folds into one box, without its time counting twice", () =>
  withPage("recursion", { hash: "v=flame" }, async (page) => {
    const depth = async (): Promise<number> => new Set((await words(page)).map(({ y }) => y)).size;
    const total = (await words(page)).find(({ y }, _, all) => y === all[0].y && all[0].text === "everything")!;
    const deep = await depth();
    await page.getByLabel("Fold recursion").check();
    assert.deepEqual(await chips(page), ["recursion folded"]);
    await eventually(async () => assert.ok((await depth()) < Math.min(deep, 6), `${await depth()} rows, before ${deep}`));
    const values = async (): Promise<readonly string[]> => (await words(page)).filter(({ y }) => y === total.y).map(({ text }) => text);
    const folded = await values();
    await page.getByLabel("Fold recursion").uncheck();
    await settled(page);
    assert.deepEqual(await values(), folded, "all of it is as long as before");
  }));

test("folding std and dependencies gives their time to who called them", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const modules = async (): Promise<readonly string[]> =>
      page.evaluate(() => [...document.querySelectorAll("#view tbody .before")].map((e) => e.textContent ?? ""));
    assert.ok((await modules()).some((name) => name.startsWith("serde_json")));
    await page.getByLabel("Fold std and dependencies").check();
    await eventually(async () => assert.ok(!(await modules()).some((name) => name.startsWith("serde_json"))));
    assert.deepEqual(await chips(page), ["std and dependencies folded"]);
    assert.match(await page.locator(".chips .share").innerText(), /^100\.0\s%/u);
  }));

test("a click on a module shows it alone, another one all; Shift+click shows or hides it; counts stand beside the names", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    const entry = page.locator(".legend li button").nth(1);
    const module = await entry.locator("bdi").innerText();
    const [functions, share] = await entry.locator("span").allInnerTexts();
    assert.ok(Number(functions) >= 1);
    assert.match(share, /^\d+(\.\d+)?\s%$/u);
    const seen = async (): Promise<ReadonlySet<string>> =>
      new Set(await page.evaluate(() => [...document.querySelectorAll("#view tbody tr:not(.space) .before")].map((e) => e.textContent ?? "")));
    await entry.click();
    assert.deepEqual(await chips(page), [`only module ${module}`]);
    await eventually(async () => assert.equal(await rowCount(page), Number(functions)));
    assert.deepEqual([...(await seen())], [module]);
    assert.equal(await page.locator(".legend button[aria-pressed=true]").count(), 1);
    await entry.click();
    await eventually(async () => assert.equal(await rowCount(page), all));
    await entry.click({ modifiers: ["Shift"] });
    assert.deepEqual(await chips(page), [`without module ${module}`]);
    await eventually(async () => assert.equal(await rowCount(page), all - Number(functions)));
    assert.equal(await entry.getAttribute("aria-pressed"), "false");
    await entry.click({ modifiers: ["Shift"] });
    await eventually(async () => assert.equal(await rowCount(page), all));
    assert.equal(await page.locator(".chips").count(), 0);
  }));

test("several filters are cleared at once", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    await choose(page, 2);
    await page.getByRole("button", { name: "Hide its module" }).click();
    await page.getByLabel("Fold recursion").check();
    assert.equal((await chips(page)).length, 2);
    await page.getByRole("button", { name: "Clear all" }).click();
    await eventually(async () => assert.equal(await rowCount(page), all));
    assert.equal(await page.getByLabel("Fold recursion").isChecked(), false);
  }));

test("a selected function that filters leave out says so instead of zeros, and is shown again from there", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    await choose(page, 3);
    for (const way of ["Hide it", "Hide its module"]) {
      await page.getByRole("button", { name: way, exact: true }).click();
      await eventually(async () => assert.ok((await rowCount(page)) < all));
      assert.match(await page.locator(".panel .left-out").innerText(), /^Left out by a filter\./);
      assert.equal(await page.locator(".panel .numbers:not(.small)").count(), 0);
      assert.equal(await page.getByRole("button", { name: way, exact: true }).count(), 0);
      await page.getByRole("button", { name: "Show it again" }).click();
      await eventually(async () => assert.equal(await rowCount(page), all));
      assert.deepEqual(await chips(page), []);
      assert.ok((await page.locator(".panel .numbers:not(.small) dd").count()) > 0);
    }
  }));

test("the timeline dims calls of functions that filters leave out", () =>
  withPage("tasks-40", { hash: "v=timeline" }, async (page) => {
    const before = await painted(page);
    await page.locator(".legend li button").first().click();
    await eventually(async () => assert.notEqual(await painted(page), before));
    await remove(page);
    await page.mouse.move(2, 2);
    await eventually(async () => assert.equal(await painted(page), before));
  }));

test("functions and calls are the program's in every place that counts them, and the library's are said beside them", () =>
  withPage("gather", {}, async (page) => {
    const texts = (selector: string): Promise<string[]> => page.locator(selector).allTextContents();
    assert.match((await texts(".headline"))[0], /, 4 functions were called 13 times /);
    assert.equal(await summary(page), "All 4 functions and 2 of callflow shown, 100.0 % of time");
    assert.equal((await texts(".slider output"))[1], "4 functions");
    assert.equal((await texts(".legend h3 small"))[0], "3");
    await show(page, "timeline");
    assert.match(await readout(page), /^13 calls and 11 of callflow in /);
    await show(page, "table");
    assert.deepEqual((await texts("#view tbody tr:not(.space) th i")).sort(), ["async", "async", "async", "async", "callflow", "callflow"]);
  }));

test("the legend's shares are of what is shown", () =>
  withPage("gather", {}, async (page) => {
    const texts = async (): Promise<readonly string[]> =>
      (await page.locator(".legend li span:last-child").allTextContents()).concat(await page.locator(".legend h3").innerText());
    assert.deepEqual(await texts(), ["80.1 %", "8.8 %", "5.9 %", "5.3 %", "Modules 3, of self time"]);
    await page.locator(".legend li button").nth(1).click();
    await eventually(async () => assert.deepEqual(await texts(), ["0.0 %", "100.0 %", "0.0 %", "0.0 %", "Modules 3, of self time shown"]));
  }));
