/** What is measured, in which unit, and the copy of the exact value. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, rows, selected, show, words } from "./support/reader.ts";

const BASIS = ".choices select >> nth=0";
const UNIT = ".choices select >> nth=1";

const column = (page: Page, title: string): Promise<readonly string[]> =>
  page.evaluate((name) => {
    const heads = [...document.querySelectorAll("#view thead th")].map((head) => head.textContent);
    return [...document.querySelectorAll("#view tbody tr:not(.space)")].map((row) => row.children[heads.indexOf(name)].textContent ?? "");
  }, title);

test("the unit changes the table, the panel and the graph", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    for (const text of await column(page, "Self")) assert.match(text, /^\d[\d.\s]*\s?(ns|µs|ms|s)$/u);
    await page.selectOption(UNIT, "percent");
    await eventually(async () => {
      for (const text of await column(page, "Self")) assert.match(text, /^\d+(\.\d+)?\s%$/u);
    });
    await eventually(async () => assert.equal((await address(page))["u"], "percent"));
    await page.locator("#view tbody tr").nth(1).click();
    await eventually(async () => assert.match(await page.locator(".panel .numbers dd").first().innerText(), /%$/));
    await show(page, "graph");
    assert.match(await page.locator("#view g.node .value").first().innerHTML(), /%$/);
    await page.selectOption(UNIT, "per-call");
    await show(page, "table");
    const calls = (await column(page, "Calls")).map((text) => text.replace(/\s/g, ""));
    assert.ok(calls.length > 0);
    for (const text of await column(page, "Self")) assert.match(text, /(ns|µs|ms|s|–)$/u);
  }));

test("the basis sorts the table, weighs the flame graph, and labels the graph", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const bySelf = await rows(page);
    await page.selectOption(BASIS, "calls");
    await eventually(async () => assert.equal(await page.locator("th[aria-sort=descending]").innerText(), "Calls"));
    const byCalls = await rows(page);
    assert.notDeepEqual(byCalls, bySelf);
    const calls = (await column(page, "Calls")).map((text) => Number(text.replace(/\s/g, "")));
    assert.deepEqual(calls, [...calls].sort((a, b) => b - a));
    await show(page, "flame");
    const texts = (await words(page)).map(({ text }) => text);
    assert.ok(texts.some((text) => /^\d[\d\s]* calls?$/u.test(text)), texts.join());
    await show(page, "graph");
    assert.match(await page.locator("#view g.node .value").first().innerHTML(), /^\d[\d\s]*$/u);
    await eventually(async () => assert.equal((await address(page))["b"], "calls"));
  }));

test("c copies the exact value of the selected function, and says what", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    await page.keyboard.press("c");
    await eventually(async () => assert.equal(await page.locator(".toast").innerText(), "Select a function first."));
    await page.locator("#view tbody tr").nth(0).click();
    await eventually(async () => assert.notEqual(await selected(page), ""));
    const exact = await page.locator(".panel .numbers div").first().getAttribute("title");
    await page.locator("#tab-table").focus();
    await page.keyboard.press("c");
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), exact));
    assert.equal(await page.locator(".toast").innerText(), `Copied ${exact}`);
    await page.selectOption(BASIS, "calls");
    await page.locator("#tab-table").focus();
    await page.keyboard.press("c");
    const calls = await page.locator(".panel .numbers div", { hasText: "Calls" }).getAttribute("title");
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), calls));
    await settled(page);
  }));
