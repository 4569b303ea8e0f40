/** The four flame graphs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, fullName, selected, show, spoken, words } from "./support/reader.ts";

const mode = (page: Page): Promise<string> => page.locator("#view .segments button[aria-pressed=true]").innerText();

/** The texts of a row of the drawing, from the top. */
async function row(page: Page, at: number): Promise<readonly string[]> {
  const all = await words(page);
  const levels = [...new Set(all.map(({ y }) => Math.round(y)))].sort((a, b) => a - b);
  return all.filter(({ y }) => Math.round(y) === levels[at]).map(({ text }) => text);
}

test("1 to 4 change the kind, the buttons show which, and the address keeps it", () =>
  withPage("50-functions", { hash: "v=flame" }, async (page) => {
    assert.equal(await mode(page), "Left-heavy");
    for (const [key, title, word] of [
      ["2", "Time order", "time"],
      ["3", "Inverted", "inverted"],
      ["4", "Sandwich", "sandwich"],
    ]) {
      await page.keyboard.press(key);
      await eventually(async () => assert.equal(await mode(page), title));
      await eventually(async () => assert.equal((await address(page))["z.flame"], word));
    }
    await page.keyboard.press("1");
    await eventually(async () => assert.equal((await address(page))["z.flame"], undefined));
    await page.getByRole("button", { name: "Inverted" }).click();
    await eventually(async () => assert.equal(await mode(page), "Inverted"));
  }));

test("left-heavy begins with callers, inverted with where the time is spent", () =>
  withPage("5-functions", { hash: "v=table" }, async (page) => {
    const heaviest = await page.locator("#view tbody tr:not(.space) th bdi").first().innerText();
    await show(page, "flame");
    const callers = await row(page, 1);
    await page.keyboard.press("3");
    await settled(page);
    const leaves = await row(page, 1);
    assert.notDeepEqual(leaves, callers);
    assert.ok(leaves[0].endsWith(heaviest), `${leaves[0]} is not ${heaviest}`);
  }));

test("a sandwich asks for a function, then shows its callers above and its callees below", () =>
  withPage("50-functions", { hash: "v=flame&z.flame=sandwich" }, async (page) => {
    assert.match(await page.locator("#view .stage-empty").innerText(), /Select a function/);
    await show(page, "graph");
    // The heaviest call between two functions: its box has room for a name.
    const [caller, callee] = await page.evaluate(() => {
      const edges = [...document.querySelectorAll("#view g.edge")].map((edge) => ({
        text: edge.querySelector("title")!.textContent!.split("\n")[0],
        width: Number(edge.querySelector("path")!.getAttribute("stroke-width")),
      }));
      const calls = edges.filter(({ text }) => / calls (?!itself)/.test(text)).sort((a, b) => b.width - a.width);
      return calls[0].text.split(" calls ");
    });
    await page.locator("#view g.node").filter({ hasText: callee }).first().focus();
    await page.keyboard.press("Space");
    await eventually(async () => assert.equal(await selected(page), callee));
    const name = await fullName(page);
    await show(page, "flame");
    await eventually(async () => assert.ok((await spoken(page)).startsWith(name), await spoken(page)));
    const drawn = await words(page);
    const own = drawn.find(({ text }) => text.endsWith(callee))!;
    const above = drawn.find(({ text, y }) => y < own.y && text.endsWith(caller));
    assert.ok(above !== undefined, `${caller} is not above ${callee}: ${drawn.map(({ text }) => text).join(" | ")}`);
    // Another function picked takes the middle.
    const canvas = (await page.locator("#view canvas").boundingBox())!;
    const scrolled = await page.locator("#view .stage").evaluate((stage) => stage.scrollTop);
    await page.mouse.click(canvas.x + above.x + 4, canvas.y + above.y - 4 - scrolled);
    await eventually(async () => assert.equal(await selected(page), caller));
  }));

test("order of time shows polls by thread, and says so where there are none", async () => {
  await withPage("tasks-40", { hash: "v=flame&z.flame=time" }, async (page) => {
    const texts = (await words(page)).map(({ text }) => text);
    assert.ok(texts.some((text) => text.startsWith("Thread ")), texts.join());
    assert.match(await page.locator("#view .note").first().innerText(), /by thread/);
  });
  await withPage("50-functions", { hash: "v=flame&z.flame=time" }, async (page) => {
    assert.match(await page.locator("#view .stage-empty").innerText(), /kept no poll/);
  });
});

test("a basis without a weight that adds up offers the one that does", () =>
  withPage("tasks-40", { hash: "v=flame&b=await" }, async (page) => {
    await page.getByRole("button", { name: "Show self time instead" }).click();
    await eventually(async () => assert.equal(await page.locator("#view canvas").isVisible(), true));
    assert.equal(await page.locator(".choices select").first().inputValue(), "self");
  }));
