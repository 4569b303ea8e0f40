/** A range of time is one for all views; pointing at a call shows what it waits for. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, chips, painted, readout, show, spoken, words } from "./support/reader.ts";

const PAGE = "tasks-40";

/** Where things are on the canvas, from the left and the top. */
async function canvas(page: Page): Promise<{ x: number; y: number; width: number }> {
  return (await page.locator("#view canvas").first().boundingBox())!;
}

async function drag(page: Page, from: number, to: number, y: number): Promise<void> {
  const { x, y: top, width } = await canvas(page);
  await page.mouse.move(x + from * width, top + y);
  await page.mouse.down();
  await page.mouse.move(x + to * width, top + y, { steps: 5 });
  await page.mouse.up();
}

async function range(page: Page): Promise<readonly [number, number]> {
  let found: readonly number[] = [];
  await eventually(async () => {
    found = ((await address(page))["r"] ?? "").split("-").map(Number);
    assert.equal(found.length, 2);
  });
  return [found[0], found[1]];
}

const calls = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => {
    const heads = [...document.querySelectorAll("#view thead th")].map((head) => head.textContent);
    return [...document.querySelectorAll("#view tbody tr:not(.space)")].map((row) =>
      Number(row.children[heads.indexOf("Calls")].textContent!.replace(/\s/g, "")),
    );
  });

for (const [what, y] of [
  ["the axis", 95],
  ["the strip above", 12],
] as const)
  test(`dragging ${what} makes a range that all views are computed for`, () =>
    withPage(PAGE, { hash: "v=table" }, async (page) => {
      const before = await calls(page);
      await show(page, "timeline");
      const whole = await page.evaluate(() => document.querySelectorAll("#view canvas").length);
      assert.ok(whole > 0);
      await drag(page, 0.25, 0.5, y);
      const [from, to] = await range(page);
      assert.ok(Math.abs(to / from - 2) < 0.05, `${from} to ${to}`);
      const [chip] = await chips(page);
      assert.match(chip, /^time \d.* – \d.* \(\d.*\)$/);
      const texts = (await words(page)).map(({ text }) => text);
      assert.ok(texts.some((text) => /^\d.*s · \d+ calls$/.test(text)), `duration and calls are not among ${texts.join(" | ")}`);
      await show(page, "table");
      const during = await calls(page);
      assert.equal(during.length, before.length);
      during.forEach((count, row) => assert.ok(count > 0 && count < before[row], `${count} of ${before[row]}`));
      await show(page, "graph");
      const labels = await page.locator("#view g.node").first().getAttribute("aria-label");
      await show(page, "flame");
      const flame = await spoken(page);
      await page.locator(".chips .chip button").click();
      await eventually(async () => assert.notEqual(await spoken(page), flame));
      await show(page, "graph");
      assert.notEqual(await page.locator("#view g.node").first().getAttribute("aria-label"), labels);
      await eventually(async () => assert.equal((await address(page))["r"], undefined));
    }));

test("Shift and dragging makes a range of lanes, a click beside it takes it away, r makes one of the call in focus", () =>
  withPage(PAGE, { hash: "v=timeline" }, async (page) => {
    await page.keyboard.down("Shift");
    await drag(page, 0.2, 0.4, 200);
    await page.keyboard.up("Shift");
    await range(page);
    const { x, y, width } = await canvas(page);
    await page.mouse.click(x + 0.8 * width, y + 95);
    await eventually(async () => assert.equal((await address(page))["r"], undefined));
    await page.locator("#view .stage").focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("r");
    await range(page);
    await page.keyboard.press("Escape");
    await eventually(async () => assert.deepEqual(await chips(page), []));
  }));

test("a range comes from the address", () =>
  withPage(PAGE, { hash: "v=table&r=10000000000-20000000000" }, async (page) => {
    assert.match((await chips(page))[0], /^time 10\.0 s – 20\.0 s \(10\.0 s\)$/);
  }));

test("in a range sync functions have a dash where async calls have times, and the page says why", () =>
  withPage("hostile", { hash: "v=table&r=0-20000000" }, async (page) => {
    assert.match(await page.locator(".chips .share").innerText(), /async calls only: sync functions have no times in a range$/);
    const cells = (row: string): Promise<readonly string[]> => page.locator(`#view tbody tr${row}`).first().locator("td").allInnerTexts();
    const ownBadge = "th:first-child > i";
    const [sync, other] = [await cells(`:not(.space):not(:has(${ownBadge}))`), await cells(`:has(${ownBadge})`)];
    const heads = (await page.locator("#view thead th").allInnerTexts()).slice(1);
    for (const head of ["Self", "Calls"]) {
      assert.equal(sync[heads.indexOf(head)], "–", head);
      assert.notEqual(other[heads.indexOf(head)], "–", head);
    }
    await page.locator(`#view tbody tr:not(.space):not(:has(${ownBadge}))`).first().locator("td").first().click();
    await eventually(async () => assert.equal(await page.locator(".panel .numbers dd").first().innerText(), "–"));
  }));

test("pointing at a call says when it ran and who called it, and draws links and what it waited for last", () =>
  withPage(PAGE, { hash: "v=timeline" }, async (page) => {
    const plain = await painted(page);
    const { x, y, width } = await canvas(page);
    let said = "";
    for (let at = 5; at < 100 && !/awaited by|spawned by/.test(said); at += 1) {
      await page.mouse.move(x + (at / 100) * width, y + 143);
      await settled(page);
      said = await readout(page);
    }
    assert.match(said, /\d.* from \d.* on, \d.* in \d+ polls?, (awaited|spawned) by handle_request/);
    // The line of the pointer is drawn too: it is compared with another empty place, by what the keyboard draws.
    assert.notEqual(await painted(page), plain);
    await page.mouse.move(2, 2);
    await eventually(async () => assert.match(await readout(page), /^\d+ calls in \d+ lanes/));
    await eventually(async () => assert.equal(await painted(page), plain, "nothing of it stays"));
  }));

test("the keyboard shows the same links as the pointer", () =>
  withPage(PAGE, { hash: "v=timeline" }, async (page) => {
    await page.locator("#tab-timeline").focus();
    await page.locator("#view .stage").focus();
    await page.keyboard.press("ArrowRight");
    await settled(page);
    const blue = (): Promise<number> =>
      page.evaluate(() => {
        const element = document.querySelector<HTMLCanvasElement>("#view canvas")!;
        // A copy that is made to be read: the browser advises against reading the page's own.
        const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
        [copy.canvas.width, copy.canvas.height] = [element.width, element.height];
        copy.drawImage(element, 0, 0);
        const { data } = copy.getImageData(0, 110, element.width, element.height - 110);
        let found = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at + 2] > data[at] + 60) found += 1;
        return found;
      });
    assert.ok((await blue()) > 20, "what the call waited for is outlined");
    assert.match(await spoken(page), /handle_request|query|render/);
    await page.locator("#tab-timeline").focus();
    await settled(page);
    const left = await blue();
    assert.ok(left < 20, `${left} pixels of it stay`);
  }));

test("the concurrency under the pointer is said on the shared axis", () =>
  withPage(PAGE, { hash: "v=timeline" }, async (page) => {
    const plain = await painted(page);
    const { x, y, width } = await canvas(page);
    await page.mouse.move(x + 0.5 * width, y + 60);
    await eventually(async () => assert.notEqual(await painted(page), plain));
    await page.mouse.move(x + 0.5 * width, y + 250);
    const low = await painted(page);
    assert.notEqual(low, plain);
  }));
