/** Help, theme, tabs, sorting, and Tab to everything. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { rows, selected } from "./support/reader.ts";

test("? opens the list of keys, Escape and ? close it, and the focus returns", () =>
  withPage("tasks-40", {}, async (page) => {
    await page.locator("[role=tab][aria-selected=true]").focus();
    const before = await page.evaluate(() => document.activeElement?.id);
    await page.keyboard.press("?");
    const dialog = page.locator("dialog[open]");
    await eventually(async () => assert.equal(await dialog.count(), 1));
    const text = await dialog.innerText();
    for (const part of ["Everywhere", "Backspace", "W A S D", "1 2 3 4", "Timeline", "p50, p95, p99"])
      assert.ok(text.includes(part), `${part} is not in the list`);
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement?.matches(".search input")), false, "keys wait");
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await dialog.count(), 0));
    assert.equal(await page.evaluate(() => document.activeElement?.id), before);
    // A dialog tells of its end in a task of its own, and until then the next key would close it.
    await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await dialog.count(), 1));
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await dialog.count(), 0));
    await page.getByRole("button", { name: "Help" }).click();
    await page.getByRole("button", { name: "Close" }).click();
    await eventually(async () => assert.equal(await dialog.count(), 0));
  }));

const background = (page: Page): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
const light = (colour: string): boolean => Number(/\d+/.exec(colour)![0]) > 128;

test("the theme follows the system, and the button overrides it; canvases follow", () =>
  withPage("50-functions", { hash: "v=flame", colorScheme: "dark" }, async (page) => {
    assert.equal(light(await background(page)), false);
    const corner = (): Promise<string> => page.evaluate(() => document.querySelector<HTMLCanvasElement>("#view canvas")!.toDataURL());
    const dark = await corner();
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(async () => assert.equal(light(await background(page)), true));
    await eventually(async () => assert.notEqual(await corner(), dark));
    const bright = await corner();
    const button = page.locator("#tools button");
    assert.equal(await button.innerText(), "Theme: system");
    await button.click();
    assert.equal(await button.innerText(), "Theme: light");
    await page.emulateMedia({ colorScheme: "dark" });
    await settled(page);
    assert.equal(light(await background(page)), true);
    assert.equal(await corner(), bright);
    await button.click();
    assert.equal(light(await background(page)), false);
    await eventually(async () => assert.equal(await corner(), dark));
    await page.reload();
    await settled(page);
    assert.equal(await button.innerText(), "Theme: dark");
    await button.click();
    assert.equal(await button.innerText(), "Theme: system");
  }));

test("headers sort, one at a time, both ways, and say so", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    const sorting = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll("#view thead th")]
          .map((head) => `${head.textContent} ${head.getAttribute("aria-sort")}`)
          .filter((text) => !text.endsWith(" none")),
      );
    assert.deepEqual(await sorting(), ["Self descending"]);
    assert.equal(await page.locator("#view thead th:not([aria-sort])").count(), 0);
    await page.locator("#view thead button", { hasText: "Calls" }).focus();
    await page.keyboard.press("Enter");
    await eventually(async () => assert.deepEqual(await sorting(), ["Calls descending"]));
    const down = await rows(page);
    await page.keyboard.press("Enter");
    await eventually(async () => assert.deepEqual(await sorting(), ["Calls ascending"]));
    assert.notDeepEqual(await rows(page), down);
    await page.getByRole("button", { name: "Function", exact: true }).click();
    await eventually(async () => assert.deepEqual(await sorting(), ["Function ascending"]));
    const full = await page.evaluate(() =>
      [...document.querySelectorAll("#view tbody tr:not(.space) th")].map((th) => (th as HTMLElement).title.split("\n")[0]),
    );
    assert.deepEqual(full, [...full].sort());
  }));

test("arrows, Page, Home and End go through the table, and the row in focus is seen", () =>
  withPage("500-functions", { hash: "v=table" }, async (page) => {
    await page.locator("#view tbody tr[tabindex='0']").focus();
    const at = (): Promise<number> => page.evaluate(() => Number(document.activeElement?.getAttribute("aria-rowindex") ?? 0));
    await page.keyboard.press("ArrowDown");
    await eventually(async () => assert.notEqual(await selected(page), ""));
    const first = await at();
    await page.keyboard.press("ArrowDown");
    await eventually(async () => assert.equal(await at(), first + 1));
    await page.keyboard.press("PageDown");
    await eventually(async () => assert.ok((await at()) > first + 5));
    await page.keyboard.press("End");
    await eventually(async () => assert.equal(await at(), 501));
    const isSeen = await page.evaluate(() => {
      const [row, table] = [document.activeElement!.getBoundingClientRect(), document.querySelector("#view .table")!.getBoundingClientRect()];
      const cells = [...document.activeElement!.children].map((cell) => getComputedStyle(cell).boxShadow);
      return row.top >= table.top && row.bottom <= table.bottom + 1 && cells.every((shadow) => shadow.includes("inset"));
    });
    assert.equal(isSeen, true);
    await page.keyboard.press("Home");
    await eventually(async () => assert.equal(await at(), 2));
    assert.ok((await page.locator("#view tbody tr").count()) < 80, "only the rows in sight exist");
  }));

test("tabs: arrows and [ ] change the view", () =>
  withPage("tasks-40", { hash: "v=flame" }, async (page) => {
    const shown = (): Promise<string> => page.locator("[role=tab][aria-selected=true]").innerText();
    await page.locator("#tab-flame").focus();
    for (const [key, title] of [
      ["ArrowRight", "Call graph"],
      ["End", "Timeline"],
      ["ArrowRight", "Flame graph"],
      ["]", "Call graph"],
      ["[", "Flame graph"],
      ["[", "Timeline"],
    ]) {
      await page.keyboard.press(key);
      await eventually(async () => assert.equal(await shown(), title));
    }
  }));

test("Tab reaches every control, and what has the focus is seen", () =>
  withPage("tasks-40", { hash: "v=graph" }, async (page) => {
    const wanted = await page.evaluate(() => {
      const all = [...document.querySelectorAll<HTMLElement>("button, input, select, [tabindex='0'], summary, a[href]")];
      const open = all.filter((element) => element.tabIndex >= 0 && element.getClientRects().length > 0);
      open.forEach((element, at) => (element.dataset["probe"] = String(at)));
      return open.length;
    });
    const reached = new Set<string>();
    const unseen: string[] = [];
    for (let step = 0; step < wanted * 2 + 20 && reached.size < wanted; step++) {
      await page.keyboard.press("Tab");
      const [probe, focus] = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const style = getComputedStyle(element);
        // A row shows it in its cells, a node in its box.
        const inner = element.querySelector(".box, td");
        const within = inner === null ? null : getComputedStyle(inner);
        const drawn =
          style.outlineStyle !== "none" || style.boxShadow !== "none" || (within !== null && (within.strokeWidth !== "1px" || within.boxShadow !== "none"));
        return [element.dataset["probe"] ?? "", drawn ? "" : `${element.tagName}.${element.getAttribute("class")} ${element.textContent?.slice(0, 20)}`];
      });
      if (probe !== "") reached.add(probe);
      if (focus !== "" && probe !== "") unseen.push(focus);
    }
    const missed = await page.evaluate(
      (known) =>
        [...document.querySelectorAll<HTMLElement>("[data-probe]")]
          .filter((element) => !known.includes(element.dataset["probe"]!))
          .map((element) => `${element.tagName} ${element.textContent?.slice(0, 30)}`),
      [...reached],
    );
    assert.deepEqual(missed, []);
    assert.deepEqual(unseen, []);
  }));

test("the export menu opens, walks and closes by keys", () =>
  withPage("50-functions", { hash: "v=graph" }, async (page) => {
    const button = page.locator(".menu > button");
    await button.focus();
    await page.keyboard.press("Enter");
    await eventually(async () => assert.equal(await button.getAttribute("aria-expanded"), "true"));
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");
    const first = await focused();
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    assert.notEqual(second, first);
    await page.keyboard.press("End");
    assert.match(await focused(), /Chrome trace/);
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await button.getAttribute("aria-expanded"), "false"));
    assert.equal(await page.evaluate(() => document.activeElement?.matches(".menu > button")), true);
  }));

test("the link that skips to the content does", () =>
  withPage("50-functions", {}, async (page) => {
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), /Skip/);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  }));

test("a narrow table keeps what is asked for most in sight, and says how many columns follow", () =>
  withPage("tasks-40", { hash: "v=table", viewport: { width: 1280, height: 800 } }, async (page) => {
    const seen = (): Promise<readonly string[]> =>
      page.evaluate(() => {
        const right = document.querySelector("#view .table")!.getBoundingClientRect().right;
        const heads = [...document.querySelectorAll("#view thead th")];
        return heads.filter((head) => head.getBoundingClientRect().right <= right + 1).map((head) => head.textContent ?? "");
      });
    const first = ["Function", "Self", "Total", "Await", "Calls", "Mean", "p50", "p95", "p99", "Outcomes"];
    assert.deepEqual((await seen()).slice(0, first.length), first);
    const all = await page.locator("#view thead th").count();
    const more = page.locator("#view .beyond button");
    const beyond = Number(/\d+/.exec(await more.innerText())![0]);
    assert.ok(beyond > 0 && all - beyond - (await seen()).length <= 1, `${beyond} of ${all}`);
    assert.match((await more.getAttribute("title"))!, /^\d more columns: .*Max$/u);
    await more.click();
    await eventually(async () => assert.equal(await more.count(), 0));
    assert.equal((await seen()).at(-1), "Max");
    const name = await page.locator("#view tbody th").first().boundingBox();
    const table = await page.locator("#view .table").boundingBox();
    assert.ok(Math.abs(name!.x - table!.x) < 2, "names stay");
  }));
