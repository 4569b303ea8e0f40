/** What holds for every page: it opens, is silent, needs no network, runs nothing of what it shows, and fits its paper. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, opened, settled, withPage } from "./support/browser.ts";
import { fileOf, isComparison, pages } from "./support/pages.ts";
import { show } from "./support/reader.ts";

const NOTHING = /^(unrecorded|nothing|not-comparable|0-functions|only-after)/;

/** Whether the page has something to see besides its headline. */
const shows = (page: Page): Promise<boolean> =>
  page.evaluate(() =>
    [...document.querySelectorAll("main canvas, main svg, main table, main p, main li")].some((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 20 && box.height > 8;
    }),
  );

/** The views of a page, by the ids of their tabs. */
const views = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [...document.querySelectorAll("[role=tab]")].map((tab) => tab.id));

for (const name of pages())
  test(`${name} opens, all of its views draw, and it is silent`, () =>
    withPage(name, {}, async (page) => {
      const policy = await page.getAttribute("meta[http-equiv='Content-Security-Policy']", "content");
      assert.match(policy ?? "", /default-src 'none'/);
      assert.doesNotMatch(policy ?? "", /unsafe|https?:|\*/);
      assert.match(await page.locator("h1").innerText(), /\S/);
      assert.equal(await page.locator("main [role=alert]").count(), 0);
      assert.equal(await shows(page), true);
      for (const id of await views(page)) {
        await page.click(`#${id}`);
        await settled(page);
        await eventually(async () => assert.equal(await shows(page), true, id), 20_000);
        assert.equal(await page.getAttribute(`#${id}`, "aria-selected"), "true");
      }
      const source = readFileSync(fileOf(name), "utf8");
      assert.doesNotMatch(source, /(?:src|href)=["']?(?:https?:)?\/\//, "refers to the network");
      const scripts = await page.evaluate(() => document.scripts.length);
      assert.ok(scripts <= 2, `${scripts} scripts`);
    }));

for (const name of pages().filter((name) => /^hostile|^long-names/.test(name)))
  test(`${name} runs nothing of what it shows`, () =>
    withPage(name, {}, async (page) => {
      const title = await page.title();
      const check = async (where: string): Promise<void> => {
        assert.notEqual(await page.title(), "owned", where);
        assert.equal(await page.title(), title, where);
        const grown = await page.evaluate(() => ({
          pwned: ["pwned", "owned", "__pwned"].filter((key) => key in window),
          markup: [...document.querySelectorAll("img, iframe, object, embed, form, base, link, marquee, b > script")].map((e) => e.tagName),
          handlers: [...document.querySelectorAll("*")].flatMap((e) => e.getAttributeNames().filter((n) => n.startsWith("on"))),
          styled: [...document.querySelectorAll("[style]")].filter((e) => /url\(|expression/i.test(e.getAttribute("style")!)).length,
        }));
        assert.deepEqual(grown, { pwned: [], markup: [], handlers: [], styled: 0 }, where);
      };
      await check("opened");
      for (const id of await views(page)) {
        await page.click(`#${id}`);
        await settled(page);
        await check(id);
      }
      if (isComparison(name)) return;
      await show(page, "table");
      const count = Number(await page.getAttribute("#view table", "aria-rowcount")) - 1;
      await page.locator("#view tbody tr[tabindex='0']").focus();
      for (let row = 0; row < Math.min(count, 60); row++) {
        await page.keyboard.press("ArrowDown");
        await settled(page);
        await check(`row ${row}`);
        const overflow = await page.evaluate(() => {
          const panel = document.querySelector(".panel")!;
          return panel.scrollWidth - panel.clientWidth;
        });
        assert.ok(overflow <= 1, `row ${row} makes the panel ${overflow} pixels too wide`);
      }
    }));

test("what would be caught: a script, a style, a request and a message", async () => {
  const { page, misdeeds } = await opened("1-function");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.pwned = true";
    const style = document.createElement("style");
    style.textContent = "body { display: none }";
    document.body.append(script, style);
    console.info("hello");
    void fetch("http://127.0.0.1:9/").catch(() => undefined);
  });
  for (const part of [/kept from script-src/, /kept from style-src/, /kept from connect-src/, /said info: hello/])
    await eventually(async () => assert.ok(misdeeds.some((one) => part.test(one)), `${part} is not in ${misdeeds.join("\n")}`));
  assert.equal(await page.evaluate(() => "pwned" in window), false);
  assert.equal(await page.locator("h1").isVisible(), true);
  await page.context().close();
});

test("a name within the address runs nothing either", () =>
  withPage("hostile", { hash: "v=table&q=<img src=x onerror=alert(1)>&only=<script>alert(1)</script>&z.flame=<b>" }, async (page) => {
    assert.equal(await page.locator("img, b").filter({ hasText: "alert" }).count(), 0);
    assert.equal(await page.inputValue(".search input"), "<img src=x onerror=alert(1)>");
  }));

for (const name of ["50-functions", "tasks-40", "async-5000-functions.async", "hostile", "recursion", "faster.comparison", "50-functions.comparison"])
  test(`${name} says what matters without JavaScript`, () =>
    withPage(name, { javaScriptEnabled: false }, async (page) => {
      assert.match(await page.locator(".headline").innerText(), /\d/);
      assert.ok((await page.locator(".cards .card").count()) >= 4);
      for (const value of await page.locator(".cards .value").allInnerTexts()) assert.match(value, /\S/);
      const rows = page.locator("main table tbody tr");
      assert.ok((await rows.count()) > 0);
      assert.equal(await rows.first().isVisible(), true);
      assert.match(await page.locator("main").innerText(), /Scripts are switched off/);
    }));

test("no function and one function are pages, too", async () => {
  await withPage("0-functions", {}, async (page) => assert.match(await page.locator("main").innerText(), /\S{3}/));
  await withPage("1-function", { hash: "v=graph" }, async (page) => {
    assert.equal(await page.locator("#view g.node").count(), 1);
    await show(page, "table");
    assert.equal(await page.locator("#view tbody tr:not(.space)").count(), 1);
    await show(page, "flame");
    assert.equal(await page.locator("#view canvas").isVisible(), true);
  });
});

test("a recursion of 10 000 levels opens, scrolls to its end, and folds", () =>
  withPage("recursion", { hash: "v=flame" }, async (page) => {
    const stage = page.locator("#view .stage");
    assert.ok((await stage.evaluate((element) => element.scrollHeight)) > 10_000 * 15);
    await stage.evaluate((element) => (element.scrollTop = element.scrollHeight));
    await settled(page);
    await page.getByLabel("Fold recursion").check();
    await settled(page);
    assert.ok((await stage.evaluate((element) => element.scrollHeight)) < 1_000);
    await show(page, "graph");
    assert.equal(await page.locator("#view g.node").count(), 2);
    await show(page, "table");
    await page.locator("#view tbody tr").first().click();
    assert.match(await page.locator(".panel .details h2").innerText(), /walk/);
  }));

/** Pages of each kind. */
const KINDS = ["5-functions", "50-functions", "hostile", "tasks-40", "tasks-40.async", "faster.comparison", "hostile.comparison", "long-names.comparison", "nothing.comparison"];

for (const name of KINDS)
  test(`${name} on a phone: nothing reaches beyond the side of the screen`, () =>
    withPage(name, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
      const beyond = (): Promise<string> =>
        page.evaluate(() => {
          const width = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= width) return "";
          const wide = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
          return `${document.documentElement.scrollWidth} of ${width}: ${wide.slice(0, 4).map((e) => `${e.tagName}.${e.getAttribute("class")}`).join()}`;
        });
      assert.equal(await beyond(), "");
      for (const id of await views(page)) {
        await page.click(`#${id}`);
        await settled(page);
        assert.equal(await beyond(), "", id);
      }
      const screens = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight);
      assert.ok(screens < 40, `${screens} screens`);
    }));

for (const name of KINDS)
  test(`${name} prints: the tools stay away, the numbers are there`, () =>
    withPage(name, { hash: isComparison(name) ? "" : "v=table" }, async (page) => {
      await page.emulateMedia({ media: "print" });
      await settled(page);
      assert.equal(await page.locator("h1").isVisible(), true);
      if (!NOTHING.test(name)) assert.equal(await page.locator(".cards").isVisible(), true);
      for (const tool of ["#tools button", ".search input", ".menu > button"])
        for (const element of await page.locator(tool).all()) assert.equal(await element.isVisible(), false, tool);
      const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      assert.ok(Number(/\d+/.exec(colour)![0]) > 240 || colour === "rgba(0, 0, 0, 0)", colour);
      const bytes = await page.pdf({ format: "A4", printBackground: true });
      assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
      const count = bytes.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      assert.ok(count >= 1 && count < 30, `${count} sheets`);
    }));

test("a page that is dark prints light", () =>
  withPage("50-functions", { hash: "v=graph", colorScheme: "dark" }, async (page) => {
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await settled(page);
    const [ground, text] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.backgroundColor, style.color];
    });
    const first = (colour: string): number => Number(/\d+/.exec(colour)![0]);
    assert.ok(first(text) < 100, text);
    assert.ok(first(ground) > 200 || ground === "rgba(0, 0, 0, 0)", ground);
  }));

for (const view of ["flame", "graph", "timeline"])
  test(`${view} is drawn on paper, light, and as before afterwards`, () =>
    withPage("tasks-40", { hash: `v=${view}`, colorScheme: "dark" }, async (page) => {
      await page.evaluate(() => {
        const look = (): { readonly height: number; readonly ink: number } => {
          const drawing = document.querySelector<HTMLCanvasElement | SVGSVGElement>("#view .stage > canvas, #view .board > svg")!;
          const height = drawing.getBoundingClientRect().height;
          const box = drawing.querySelector(".node .box");
          if (box !== null) return { height, ink: Number(/\d+/.exec(getComputedStyle(box).fill)![0]) };
          const copy = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
          copy.drawImage(drawing as HTMLCanvasElement, 0, 0);
          return { height, ink: copy.getImageData(3, 3, 1, 1).data[0] };
        };
        // A printed sheet shows what is there when the events are over.
        addEventListener("beforeprint", () => Object.assign(window, { printed: look() }));
        Object.assign(window, { look });
      });
      type Look = { readonly height: number; readonly ink: number };
      const drawn = (): Promise<Look> => page.evaluate(() => (window as unknown as { look(): Look }).look());
      const screen = await drawn();
      assert.ok(screen.ink < 128, `${screen.ink}`);
      await page.pdf({ format: "A4", printBackground: true });
      const printed = await page.evaluate(() => (window as unknown as { printed: Look }).printed);
      assert.ok(printed.ink > 128, `${printed.ink}`);
      await page.emulateMedia({ media: "print" });
      await settled(page);
      const paper = await drawn();
      assert.ok(paper.height > 40, `${paper.height}`);
      assert.ok(paper.ink > 128, `${paper.ink}`);
      await page.emulateMedia({ media: "screen" });
      await settled(page);
      assert.deepEqual(await drawn(), screen);
    }));

test("the menu of exports is within a narrow screen", () =>
  withPage("tasks-40", { viewport: { width: 390, height: 800 } }, async (page) => {
    await page.click(".menu > button");
    const box = (await page.locator(".popup").boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  }));

for (const name of KINDS)
  test(`${name} keeps its content where colours are forced and motion is unwanted`, () =>
    withPage(name, { forcedColors: "active", reducedMotion: "reduce" }, async (page) => {
      for (const id of ["", ...(await views(page))]) {
        if (id !== "") await page.click(`#${id}`);
        await settled(page);
        assert.equal(await shows(page), true, id);
        const unseen = await page.evaluate(() => {
          const found: string[] = [];
          for (const element of document.querySelectorAll("h1, .headline, .card *, [role=tab], button, th, td, #view text")) {
            const style = getComputedStyle(element);
            const colour = element instanceof SVGElement ? style.fill : style.color;
            if (element.textContent !== "" && element.getClientRects().length > 0 && (style.opacity === "0" || colour === style.backgroundColor))
              found.push(`${element.tagName}.${element.getAttribute("class")} ${element.textContent!.slice(0, 20)}`);
          }
          return found.slice(0, 5);
        });
        assert.deepEqual(unseen, [], id);
      }
      const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running").length);
      assert.equal(moving, 0);
    }));

test("a table prints all of its rows up to a limit, says how many more there are, and is back in its place afterwards", async () => {
  interface Rows {
    readonly rows: number;
    readonly more: string;
  }
  for (const [name, rows, more] of [
    ["500-functions", 500, ""],
    ["5000-functions", 2_000, "The first 2 000 of 4 995 rows; the page itself has all."],
  ] as const)
    await withPage(name, { hash: "v=table" }, async (page) => {
      await page.evaluate(() => {
        const look = (): Rows => ({
          rows: document.querySelectorAll("#view tbody tr:not(.space)").length,
          more: document.querySelector("#view .more")?.textContent ?? "",
        });
        addEventListener("beforeprint", () => Object.assign(window, { printed: look() }));
        document.querySelector("#view .table")!.scrollTop = 9_000;
      });
      await settled(page);
      const seen = await page.locator("#view tbody tr:not(.space)").count();
      await page.pdf({ format: "A4" });
      const printed = await page.evaluate(() => (window as unknown as { printed: Rows }).printed);
      assert.deepEqual({ ...printed, more: printed.more.replaceAll("\u00a0", " ") }, { rows, more });
      await eventually(async () => assert.equal(await page.locator("#view tbody tr:not(.space)").count(), seen));
      assert.equal(await page.evaluate(() => document.querySelector("#view .table")!.scrollTop), 9_000);
    });
});

test("fingers: on a phone every view has its tab in sight, hints speak of fingers, and a second tap zooms in", () =>
  withPage("tasks-40.async", { hash: "v=timeline", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
    for (const tab of await page.locator("[role=tab]").all()) {
      const box = (await tab.boundingBox())!;
      assert.ok(box.x >= 0 && box.x + box.width <= 390, await tab.innerText());
    }
    assert.equal(await page.locator(".search kbd").isVisible(), false);
    const hints = await page.locator("#view .readout, #view .timeline-legend").allInnerTexts();
    assert.match(hints[0], /Tap/);
    for (const hint of hints) assert.doesNotMatch(hint, /Shift|wheel|Point at/);
    const canvas = (await page.locator("#view canvas").first().boundingBox())!;
    const place = [canvas.x + 40, canvas.y + 125] as const;
    await page.touchscreen.tap(...place);
    await page.touchscreen.tap(...place);
    await eventually(async () => assert.match(await page.evaluate(() => location.hash), /z\.timeline=/));
    await page.getByRole("button", { name: "Help" }).click();
    assert.equal(await page.locator(".help h3").first().innerText(), "Fingers");
  }));
