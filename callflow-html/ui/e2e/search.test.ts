/** One search for all views: its keys, what it counts, and that every view shows what it hits. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, painted, rowCount, rows, selected, show } from "./support/reader.ts";

const PAGE = "50-functions";

async function search(page: Page, text: string): Promise<void> {
  await page.keyboard.press("/");
  await page.keyboard.type(text);
  await settled(page);
}

const result = (page: Page): Promise<string> => page.locator("#search-result").innerText();

test("/ focuses the search, which says how many functions it hits and how much of the time", () =>
  withPage(PAGE, { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    await search(page, "pricing");
    assert.equal(await page.evaluate(() => document.activeElement?.matches(".search input")), true);
    assert.equal(await page.inputValue(".search input"), "pricing");
    await eventually(async () => assert.match(await result(page), /^\d+ hits, \d+\.\d\s% of time$/u));
    const hits = Number.parseInt(await result(page), 10);
    assert.ok(hits > 1 && hits < all, `${hits} of ${all}`);
    assert.equal(await rowCount(page), hits);
    await eventually(async () => assert.equal((await address(page))["q"], "pricing"));
  }));

test("Enter and Shift+Enter go through the hits, heaviest first, and round", () =>
  withPage(PAGE, { hash: "v=table" }, async (page) => {
    await search(page, "decode_");
    const order = await rows(page);
    assert.ok(order.length >= 3);
    for (const expected of [...order, order[0]]) {
      await page.keyboard.press("Enter");
      await eventually(async () => assert.equal(await selected(page), expected));
    }
    await page.keyboard.press("Shift+Enter");
    await eventually(async () => assert.equal(await selected(page), order[order.length - 1]));
  }));

test("a regular expression is one only when asked for, and a wrong one says why", () =>
  withPage(PAGE, { hash: "v=table" }, async (page) => {
    await search(page, "^db::(pool|query)::");
    await eventually(async () => assert.match(await result(page), /^0 hits/));
    assert.match(await page.locator("#view .empty").innerText(), /No function matches/);
    await page.getByRole("button", { name: "Regular expression" }).click();
    await eventually(async () => assert.doesNotMatch(await result(page), /^0 hits/));
    const modules = await page.evaluate(() => [...document.querySelectorAll("#view tbody .before")].map((e) => e.textContent));
    assert.ok(modules.length > 0 && modules.every((name) => /^db::(pool|query)/.test(name ?? "")), modules.join());
    await page.fill(".search input", "(");
    await eventually(async () => assert.equal(await page.getAttribute(".search input", "aria-invalid"), "true"));
    assert.notEqual(await result(page), "");
    assert.equal(await rowCount(page), 50, "what cannot be searched for hides nothing");
  }));

test("Escape clears the search, from within it and from elsewhere", () =>
  withPage(PAGE, { hash: "v=table" }, async (page) => {
    const all = await rowCount(page);
    await search(page, "pricing");
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await rowCount(page), all));
    assert.equal(await page.inputValue(".search input"), "");
    await search(page, "pricing");
    await page.locator("#tab-table").focus();
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await page.inputValue(".search input"), ""));
    await eventually(async () => assert.equal((await address(page))["q"], undefined));
  }));

test("the graph lifts what is hit, and dims the rest", () =>
  withPage(PAGE, { hash: "v=graph" }, async (page) => {
    await search(page, "pricing");
    const marks = await page.evaluate(() =>
      [...document.querySelectorAll<SVGGElement>("#view g.node")].map((node) => ({
        name: node.getAttribute("aria-label")!.split("\n")[0],
        isHit: node.classList.contains("hit"),
        opacity: Number(getComputedStyle(node).opacity),
      })),
    );
    for (const { name, isHit, opacity } of marks) {
      assert.equal(isHit, name.includes("pricing"), name);
      assert.equal(opacity < 1, !isHit, `${name} has opacity ${opacity}`);
    }
  }));

test("flame graph and timeline show what is hit, and forget it with the search", async () => {
  for (const [name, view, text] of [
    [PAGE, "flame", "pricing"],
    ["tasks-40", "timeline", "request"],
  ] as const)
    await withPage(name, { hash: `v=${view}` }, async (page) => {
      const plain = await painted(page);
      await search(page, text);
      assert.match(await result(page), /^[1-9]/, view);
      await eventually(async () => assert.notEqual(await painted(page), plain, `${view} does not show the hits`));
      await page.keyboard.press("Escape");
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await eventually(async () => assert.equal(await painted(page), plain, view));
    });
});

test("a search stays when the view changes", () =>
  withPage(PAGE, { hash: "v=table" }, async (page) => {
    await search(page, "pricing");
    const hits = await rowCount(page);
    await show(page, "graph");
    assert.equal(await page.locator("#view g.node.hit").count(), hits);
    await show(page, "table");
    assert.equal(await rowCount(page), hits);
  }));
