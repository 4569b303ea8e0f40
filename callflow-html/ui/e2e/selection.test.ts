/** One selection in all views, and the panel that tells all about it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, fullName, middle, readout, rows, selected, show, spoken, words } from "./support/reader.ts";

test("a row that is clicked in the table is chosen in graph and flame graph, and its name is in the address", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const name = (await rows(page))[3];
    await page.locator("#view tbody tr:not(.space)").nth(3).click();
    await eventually(async () => assert.equal(await selected(page), name));
    const full = await fullName(page);
    assert.ok(full.endsWith(name));
    await eventually(async () => assert.equal((await address(page))["s"], full));
    await show(page, "graph");
    const chosen = await page.locator("#view g.node.chosen").getAttribute("aria-label");
    assert.equal(chosen?.split("\n")[0], full);
    await show(page, "flame");
    await eventually(async () => assert.ok((await spoken(page)).startsWith(`${full}: `), await spoken(page)));
  }));

test("a node that is clicked in the graph is chosen in the table, and a click beside it chooses nothing", () =>
  withPage("50-functions", { hash: "v=graph" }, async (page) => {
    await settled(page);
    const node = page.locator("#view g.node").filter({ hasText: "checkout" }).first();
    const name = (await node.getAttribute("aria-label"))!.split("\n")[0];
    await node.focus();
    await page.keyboard.press("Space");
    await eventually(async () => assert.equal(await fullName(page), name));
    await show(page, "table");
    const row = page.locator("#view tr[aria-selected=true]");
    assert.equal(await row.count(), 1);
    assert.ok(name.endsWith(await row.locator("bdi").first().innerText()));
    await show(page, "graph");
    const at = await middle(page, "#view g.node.chosen");
    await page.mouse.click(at.x, at.y);
    assert.equal(await fullName(page), name);
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await selected(page), ""));
  }));

test("a box that is clicked in the flame graph is chosen everywhere", () =>
  withPage("5-functions", { hash: "v=flame" }, async (page) => {
    const [root] = (await words(page)).filter(({ text }) => text.length > 3);
    const canvas = (await page.locator("#view canvas").boundingBox())!;
    await page.mouse.click(canvas.x + root.x + 10, canvas.y + root.y + 40);
    await eventually(async () => assert.notEqual(await selected(page), ""));
    const full = await fullName(page);
    await show(page, "graph");
    assert.equal((await page.locator("#view g.node.chosen").getAttribute("aria-label"))?.split("\n")[0], full);
  }));

test("a call that is clicked in the timeline is chosen everywhere", () =>
  withPage("tasks-40", { hash: "v=timeline" }, async (page) => {
    const canvas = (await page.locator("#view canvas").first().boundingBox())!;
    // Clicks count in whole pixels.
    const [left, y] = [Math.ceil(canvas.x), Math.ceil(canvas.y) + 166];
    let name = "";
    for (let x = left; name === "" && x < left + canvas.width; x += 20) {
      await page.mouse.move(x, y);
      await settled(page);
      name = await page.evaluate(() => document.querySelector("#view .readout-name")?.textContent ?? "");
      if (name !== "") await page.mouse.click(x, y);
    }
    await eventually(async () => assert.equal(await fullName(page), name));
    await show(page, "table");
    assert.ok(name.endsWith(await page.locator("#view tr[aria-selected=true] bdi").first().innerText()));
  }));

test("what calls the selected function and what it calls stays highlighted when the pointer leaves", () =>
  withPage("5-functions", { hash: "v=graph" }, async (page) => {
    const near = (): Promise<number> => page.locator("#view .edge.near").count();
    assert.equal(await near(), 0);
    await page.locator("#view g.node").first().click();
    await page.mouse.move(2, 2);
    await settled(page);
    assert.ok((await near()) > 0);
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await near(), 0));
  }));

test("pointing at a box says which it is and what it took", () =>
  withPage("50-functions", { hash: "v=flame" }, async (page) => {
    const canvas = (await page.locator("#view canvas").boundingBox())!;
    await page.mouse.move(canvas.x + 100, canvas.y + 35);
    await eventually(async () => assert.match(await readout(page), /^\S+::\S+\d.*(ns|µs|ms|s), \d+\.\d\s%/u));
  }));

test("the panel has numbers, percentiles, callers, callees and place, and leads from one function to the next", () =>
  withPage("5-functions", { hash: "v=table" }, async (page) => {
    await page.locator("#view tbody tr").nth(1).click();
    await eventually(async () => assert.notEqual(await selected(page), ""));
    const panel = page.locator(".panel");
    const labels = await panel.locator(".numbers dt").allInnerTexts();
    for (const label of ["Self", "Total", "Calls", "Min", "Mean", "p50", "p95", "p99", "Max"])
      assert.ok(labels.includes(label), `${label} is not in ${labels.join()}`);
    for (const value of await panel.locator(".numbers dd").allInnerTexts()) assert.notEqual(value.trim(), "");
    assert.ok((await panel.locator(".place").innerText()).includes(".rs:"));
    const callers = panel.locator("h3:has-text('Callers') + ul button");
    const other = (await callers.first().innerText()).trim();
    const self = await selected(page);
    await callers.first().click();
    await eventually(async () => assert.equal(await selected(page), other));
    const callees = await panel.locator("h3:has-text('Callees') + ul button").allInnerTexts();
    assert.ok(callees.some((name) => name.trim() === self), `${self} is not among ${callees.join()}`);
    await panel.getByRole("button", { name: "Select nothing" }).click();
    await eventually(async () => assert.equal(await selected(page), ""));
  }));
