/** Zooming and moving by wheel, drag, double-click and keys, and the way back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, middle, selected, spoken, words } from "./support/reader.ts";

/** The part of a drawing that the address says is seen. */
async function extent(page: Page, view: string): Promise<readonly [number, number] | null> {
  const text = (await address(page))[`z.${view}`] ?? "";
  const found = /(-?[\d.e+]+),(-?[\d.e+]+)$/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2])];
}

async function extentOnce(page: Page, view: string, holds: (from: number, to: number) => boolean): Promise<readonly [number, number]> {
  let last: readonly [number, number] | null = null;
  await eventually(async () => {
    last = await extent(page, view);
    assert.ok(last !== null && holds(last[0], last[1]), String(last));
  });
  return last!;
}

/** Scale and offset of the graph. */
async function place(page: Page): Promise<{ k: number; x: number; y: number }> {
  const text = (await page.locator("#view g.world").getAttribute("transform"))!;
  const [k, , , , x, y] = text.slice(7, -1).split(" ").map(Number);
  return { k, x, y };
}

for (const [name, view, at] of [
  ["50-functions", "flame", 0.5],
  ["tasks-40", "timeline", 0.5],
] as const) {
  test(`${view}: the wheel zooms at the pointer, dragging moves, 0 shows everything, Backspace goes back`, () =>
    withPage(name, { hash: `v=${view}` }, async (page) => {
      const canvas = (await page.locator("#view canvas").first().boundingBox())!;
      const y = canvas.y + 170;
      await page.mouse.move(canvas.x + at * canvas.width, y);
      await page.mouse.wheel(0, -400);
      const first = await extentOnce(page, view, (from, to) => to > from);
      await page.mouse.wheel(0, -400);
      const second = await extentOnce(page, view, (from, to) => to - from < first[1] - first[0]);
      const under = ([from, to]: readonly [number, number]): number => from + at * (to - from);
      assert.ok(Math.abs(under(first) - under(second)) < 0.005 * (second[1] - second[0]), "what is under the pointer stays");

      await page.mouse.down();
      await page.mouse.move(canvas.x + at * canvas.width + 120, y, { steps: 4 });
      await page.mouse.up();
      const length = second[1] - second[0];
      const moved = await extentOnce(page, view, (from) => from < second[0]);
      assert.ok(Math.abs(moved[0] - (second[0] - (120 * length) / canvas.width)) < 0.02 * length, "it moves with the pointer");
      assert.ok(Math.abs(moved[1] - moved[0] - length) < 1e-6 * length, "moving does not zoom");

      await page.locator("#view .stage").focus();
      await page.keyboard.press("0");
      await eventually(async () => assert.equal(await extent(page, view), null));
      await page.keyboard.press("Backspace");
      await extentOnce(page, view, (from, to) => to > from);
    }));

  test(`${view}: W and S zoom, A and D move, arrows walk with a focus that is seen and said`, () =>
    withPage(name, { hash: `v=${view}` }, async (page) => {
      await page.locator(`#tab-${view}`).focus();
      await page.locator("#view .stage").focus();
      await page.keyboard.press("w");
      const near = await extentOnce(page, view, (from, to) => to > from);
      await page.keyboard.press("w");
      const nearer = await extentOnce(page, view, (from, to) => to - from < near[1] - near[0]);
      await page.keyboard.press("d");
      const right = await extentOnce(page, view, (from) => from > nearer[0]);
      await page.keyboard.press("a");
      await extentOnce(page, view, (from) => from < right[0]);
      await page.keyboard.press("s");
      await extentOnce(page, view, (from, to) => to - from > right[1] - right[0]);
      await page.keyboard.press("Home");
      await eventually(async () => assert.equal(await extent(page, view), null));

      const canvas = page.locator("#view canvas").first();
      const before = await spoken(page);
      const unfocused = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
      await page.keyboard.press("ArrowDown");
      await settled(page);
      const after = await spoken(page);
      assert.notEqual(after, "");
      assert.notEqual(after, before);
      const focused = await canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
      assert.notEqual(focused, unfocused, "the focus is drawn");
      await page.keyboard.press("ArrowUp");
      await eventually(async () => assert.equal(await spoken(page), before));
    }));
}

test("graph: wheel, drag, 0, Backspace and the buttons", () =>
  withPage("50-functions", { hash: "v=graph" }, async (page) => {
    const board = (await page.locator("#view .board").boundingBox())!;
    const home = await place(page);
    const at = { x: board.x + 300, y: board.y + 200 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -300);
    await eventually(async () => assert.ok((await place(page)).k > home.k));
    const zoomed = await place(page);
    const under = ({ k, x, y }: typeof home): [number, number] => [(at.x - board.x - x) / k, (at.y - board.y - y) / k];
    const [before, after] = [under(home), under(zoomed)];
    assert.ok(Math.hypot(before[0] - after[0], before[1] - after[1]) < 4, `${before.join()} is now ${after.join()}`);
    await page.mouse.down();
    await page.mouse.move(at.x + 80, at.y + 40, { steps: 4 });
    await page.mouse.up();
    const moved = await place(page);
    assert.ok(Math.abs(moved.x - zoomed.x - 80) < 2 && Math.abs(moved.y - zoomed.y - 40) < 2, JSON.stringify([zoomed, moved]));
    assert.equal(await selected(page), "", "a drag is no click");
    await page.locator("#view g.node[tabindex='0']").focus();
    await page.keyboard.press("0");
    await eventually(async () => assert.deepEqual(await place(page), home));
    await page.keyboard.press("Backspace");
    await eventually(async () => assert.ok((await place(page)).k > home.k));
    await page.getByRole("button", { name: "Reset" }).click();
    await eventually(async () => assert.deepEqual(await place(page), home));
    await page.getByRole("button", { name: "Zoom in" }).click();
    await eventually(async () => assert.ok((await place(page)).k > home.k));
  }));

test("graph: a double-click and Enter zoom to the node, arrows lead along calls", () =>
  withPage("50-functions", { hash: "v=graph" }, async (page) => {
    const node = await middle(page, "#view g.node[tabindex='0']");
    await page.mouse.dblclick(node.x, node.y);
    await eventually(async () => assert.ok(Math.abs((await place(page)).k - 1.25) < 0.01));
    const focused = (): Promise<string> =>
      page.evaluate(() => document.activeElement?.getAttribute("aria-label")?.split("\n")[0] ?? "");
    const start = await focused();
    assert.notEqual(start, "");
    await page.keyboard.press("ArrowRight");
    const callee = await focused();
    assert.notEqual(callee, start);
    const edges = await page.evaluate(() => [...document.querySelectorAll("#view g.edge > title")].map((e) => e.textContent ?? ""));
    const short = (name: string): string => name.split("::").slice(-1)[0];
    assert.ok(
      edges.some((edge) => edge.includes(short(start)) && edge.split("\n")[0].endsWith(short(callee))),
      `no call leads from ${start} to ${callee}`,
    );
    const outline = await page.evaluate(() => {
      const box = document.activeElement!.querySelector(".box")!;
      const style = getComputedStyle(box);
      return `${style.stroke} ${style.strokeWidth} ${getComputedStyle(document.activeElement!).outlineStyle}`;
    });
    await page.evaluate(() => (document.activeElement as SVGElement).blur());
    const plain = await page.evaluate((name) => {
      const node = [...document.querySelectorAll("#view g.node")].find((one) => one.getAttribute("aria-label")!.startsWith(`${name}\n`))!;
      const style = getComputedStyle(node.querySelector(".box")!);
      return `${style.stroke} ${style.strokeWidth} ${getComputedStyle(node).outlineStyle}`;
    }, callee);
    assert.notEqual(outline, plain, "the focus is seen");
  }));

test("flame graph: Enter zooms to the box in focus, and the breadcrumb leads back", () =>
  withPage("50-functions", { hash: "v=flame" }, async (page) => {
    await page.locator("#view .stage").focus();
    for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "Enter"]) await page.keyboard.press(key);
    const deep = await extentOnce(page, "flame", (from, to) => to > from);
    const crumbs = page.locator("#view .crumbs button");
    const names = await crumbs.allInnerTexts();
    assert.equal(names[0], "All");
    assert.ok(names.length >= 3, names.join());
    assert.equal(names[names.length - 1], await selected(page));
    assert.equal(await crumbs.last().getAttribute("aria-current"), "true");
    await crumbs.nth(1).click();
    await eventually(async () => {
      const now = await extent(page, "flame");
      assert.ok(now === null || now[1] - now[0] >= deep[1] - deep[0], String(now));
      assert.ok((await crumbs.count()) < names.length);
    });
    await page.keyboard.press("Enter");
    if ((await crumbs.count()) > 0) await crumbs.first().click();
    await eventually(async () => assert.equal(await extent(page, "flame"), null));
    assert.equal(await crumbs.count(), 0);
  }));

test("flame graph: a click zooms to the box", () =>
  withPage("50-functions", { hash: "v=flame" }, async (page) => {
    const canvas = (await page.locator("#view canvas").boundingBox())!;
    const before = await words(page);
    const rowsSeen = new Set(before.map(({ y }) => y));
    const third = [...rowsSeen].sort((a, b) => a - b)[2];
    const box = before.find(({ y, text }) => y === third && text.length > 3)!;
    await page.mouse.click(canvas.x + box.x + 4, canvas.y + box.y - 4);
    await extentOnce(page, "flame", (from, to) => to > from);
    const name = await selected(page);
    const now = (await words(page)).find(({ y, text }) => y === third && text.includes(name));
    assert.ok(now !== undefined && now.x < 20, "the box begins at the left edge now");
  }));

test("where the names of a graph are too small, its heaviest functions and the one pointed at have signs", () =>
  withPage("500-functions", { hash: "v=graph&min=0&top=250" }, async (page) => {
    await page.getByRole("button", { name: "Whole graph" }).click();
    const names = (): Promise<readonly string[]> => page.locator("#view .signs text").allTextContents();
    await eventually(async () => assert.ok((await names()).length > 5));
    const before = await names();
    assert.ok(before.includes("validate_batch"), before.join());
    const boxes = page.locator("#view g.node .box");
    let unnamed = "";
    // The first one beside all signs.
    for (let at = 249; unnamed === "" && at > 0; at--) {
      const box = (await boxes.nth(at).boundingBox())!;
      await page.mouse.move(box.x + box.width - 1, box.y + box.height / 2);
      unnamed = (await names()).find((name) => !before.includes(name)) ?? "";
    }
    assert.notEqual(unnamed, "");
    await page.getByRole("button", { name: "Reset" }).click();
    await eventually(async () => assert.deepEqual(await names(), []));
  }));
