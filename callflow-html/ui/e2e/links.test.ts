/** The address says all of the state: a page opened with it is the same page. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, chips, rows, selected, show, words } from "./support/reader.ts";

/** What is seen of the state, in all views that are told apart without pixels. */
async function state(page: Page): Promise<unknown> {
  return {
    view: await page.locator("[role=tab][aria-selected=true]").innerText(),
    search: await page.inputValue(".search input"),
    isRegex: await page.getByRole("button", { name: "Regular expression" }).getAttribute("aria-pressed"),
    hits: await page.locator("#search-result").innerText(),
    basis: await page.locator(".choices select").first().inputValue(),
    unit: await page.locator(".choices select").nth(1).inputValue(),
    chips: await chips(page),
    selected: await selected(page),
    address: await address(page),
  };
}

test("search, filters, selection, units, sorting and view survive a reload", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    await page.getByRole("button", { name: "Mean", exact: true }).click();
    await page.locator("#view tbody tr").nth(2).click();
    await page.fill(".search input", "^(db|cache|orders)");
    await page.getByRole("button", { name: "Regular expression" }).click();
    await page.selectOption(".choices select >> nth=0", "total");
    await page.selectOption(".choices select >> nth=1", "per-call");
    await page.getByLabel("Fold recursion").check();
    await page.locator(".legend li button").nth(3).click({ modifiers: ["Shift"] });
    await eventually(async () => assert.ok("not" in (await address(page))));
    await settled(page);
    const before = await state(page);
    const order = await rows(page);
    assert.equal(await page.locator("th[aria-sort=descending]").innerText(), "Mean");
    await page.reload();
    await settled(page);
    assert.deepEqual(await state(page), before);
    assert.deepEqual(await rows(page), order);
    assert.equal(await page.locator("th[aria-sort=descending]").innerText(), "Mean");
  }));

for (const [name, view, act] of [
  ["50-functions", "flame", "3"],
  ["tasks-40", "timeline", ""],
  ["50-functions", "graph", ""],
] as const)
  test(`the ${view} is drawn as it was, zoom and all`, () =>
    withPage(name, { hash: `v=${view}` }, async (page) => {
      if (act !== "") await page.keyboard.press(act);
      await settled(page);
      const board = (await page.locator(view === "graph" ? "#view .board" : "#view canvas").first().boundingBox())!;
      await page.mouse.move(board.x + 300, board.y + 150);
      await page.mouse.wheel(0, -500);
      await page.mouse.move(2, 2);
      await eventually(async () => assert.match((await address(page))[`z.${view}`] ?? "", /\d,/));
      await settled(page);
      const link = await page.evaluate(() => location.hash.slice(1));
      /** As far as the numbers of an address go. */
      const drawing = async (): Promise<string> =>
        view === "graph"
          ? (await page.locator("#view g.world").getAttribute("transform"))!.replace(/\.\d+/g, "")
          : (await words(page)).map(({ text, x, y }) => `${text} ${Math.round(x)} ${Math.round(y)}`).join("\n");
      const before = await drawing();
      await page.reload();
      await settled(page);
      const numbers = (text: string): readonly number[] => text.match(/-?\d+/g)!.map(Number);
      if (view === "graph")
        await eventually(async () => {
          const [was, is] = [numbers(before), numbers(await drawing())];
          was.forEach((number, at) => assert.ok(Math.abs(number - is[at]) <= 3, `${before} is now ${is.join(" ")}`));
        });
      else assert.equal(await drawing(), before);
      assert.equal(await page.evaluate(() => location.hash.slice(1)), link);
    }));

test("the back button goes back a view, and a filter", () =>
  withPage("50-functions", {}, async (page) => {
    const first = await page.locator("[role=tab][aria-selected=true]").innerText();
    await show(page, "table");
    await eventually(async () => assert.equal((await address(page))["v"], "table"));
    await page.getByLabel("Fold recursion").check();
    await eventually(async () => assert.equal((await address(page))["rec"], "1"));
    await page.goBack();
    await eventually(async () => assert.equal(await page.getByLabel("Fold recursion").isChecked(), false));
    await page.goBack();
    await eventually(async () => assert.equal(await page.locator("[role=tab][aria-selected=true]").innerText(), first));
    await page.goForward();
    await eventually(async () => assert.equal(await page.locator("[role=tab][aria-selected=true]").innerText(), "Table"));
  }));

test("a link to what the page does not have opens it all the same", () =>
  withPage("50-functions", { hash: "v=nonsense&s=no::such&through=gone&r=9-1&b=x&top=-4&z.flame=left:a,b&q=%E0%A4%A" }, async (page) => {
    assert.equal(await page.locator("[role=tab][aria-selected=true]").count(), 1);
    assert.equal(await selected(page), "");
    assert.deepEqual(await chips(page), []);
  }));

test("copy link puts the address of this very view on the clipboard", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    await page.fill(".search input", "cart");
    await page.click(".menu > button");
    await page.getByRole("menuitem", { name: "Copy link" }).click();
    await eventually(async () => assert.equal(await page.locator(".toast").innerText(), "Copied the link"));
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /^file:.*50-functions\.html#.*q=cart/);
    assert.equal(text, page.url());
  }));
