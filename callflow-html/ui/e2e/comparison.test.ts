/** The page of a comparison: its sides, its walk through the changes, both graphs, the flame graph, the table. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { eventually, settled, withPage } from "./support/browser.ts";
import { address, painted } from "./support/reader.ts";

const PAGE = "50-functions.comparison";

/** Columns of a table, by their headings. */
async function columns(page: Page, table: string, titles: readonly string[]): Promise<readonly (readonly string[])[]> {
  return page.evaluate(
    ([selector, wanted]) => {
      const element = document.querySelector(selector as string)!;
      const heads = [...element.querySelectorAll("thead th")].map((head) => head.textContent!.trim());
      return [...element.querySelectorAll("tbody tr:not(.space)")].map((row) =>
        (wanted as string[]).map((title) => row.children[heads.indexOf(title)].textContent!.trim()),
      );
    },
    [table, titles] as const,
  );
}
const CHANGES = "table[aria-label^='Functions by the difference']";
const ALL = "table.compared";

const chosen = (page: Page): Promise<string> =>
  page.evaluate((table) => document.querySelector(`${table} tr.chosen bdi`)?.textContent ?? "", ALL);
const headline = (page: Page): Promise<string> => page.locator(".headline").innerText();

async function saved(page: Page, label: string): Promise<{ readonly name: string; readonly text: string; readonly bytes: Buffer }> {
  await page.click(".menu > button");
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: label }).first().click();
  const download = await coming;
  const { readFile } = await import("node:fs/promises");
  const bytes = await readFile(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString() };
}

/** The scale and the offset of a pane's graph. */
const pane = (page: Page, at: number): Promise<string> => page.locator(".graph-pair g.world").nth(at).getAttribute("transform").then(String);

test("above the fold: both sides, a sentence with sizes, six cards, what changed, and the flame graph", () =>
  withPage(PAGE, {}, async (page) => {
    assert.deepEqual((await page.locator(".side").allInnerTexts()).map((text) => text.trim()[0]), ["A", "B"]);
    assert.match(await headline(page), /\d.* → \d.*%/);
    assert.equal(await page.locator(".cards .card").count(), 6);
    for (const part of [CHANGES, ".flame-pane canvas"]) {
      const box = (await page.locator(part).boundingBox())!;
      assert.ok(box.y < 500 && box.height > 80, `${part} stands at ${box.y}`);
    }
    const sizes = (await columns(page, CHANGES, ["A", "B", "Δ self"])).map(([, , difference]) => difference);
    const nanos = (text: string): number => {
      const [, number, unit] = /([\d.\s]+)\s(ns|µs|ms|s)/u.exec(text)!;
      return Number(number.replace(/\s/g, "")) * { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }[unit as "ns"];
    };
    const lengths = sizes.map(nanos);
    lengths.forEach((length, at) => assert.ok(at === 0 || length <= lengths[at - 1] * 1.001, `${sizes[at - 1]} before ${sizes[at]}`));
    for (const text of sizes) assert.match(text, /^[+−]|^0/);
  }));

test("swapping turns sides, signs, words, headline and cards round, and back", () =>
  withPage(PAGE, {}, async (page) => {
    const state = async (): Promise<{ readonly sides: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly said: string; readonly cards: string }> => ({
      sides: (await page.locator(".side").allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim()),
      rows: await columns(page, ALL, ["Function", "Total status", "A", "B", "Δ total", "Calls"]),
      said: await headline(page),
      cards: (await page.locator(".cards").innerText()).replace(/\s+/g, " "),
    });
    const before = await state();
    await page.getByRole("button", { name: "Swap A/B" }).click();
    await eventually(async () => assert.equal((await address(page))["swap"], "1"));
    const after = await state();
    assert.notEqual(after.said, before.said);
    assert.notEqual(after.cards, before.cards);
    assert.deepEqual(
      after.sides.map((text) => text.slice(1)),
      before.sides.map((text) => text.slice(1)).reverse(),
    );
    const turned = new Map(after.rows.map((row) => [row[0], row]));
    let compared = 0;
    for (const [name, status, a, b, difference, calls] of before.rows) {
      const other = turned.get(name);
      if (other === undefined) continue;
      compared += 1;
      assert.deepEqual([other[2], other[3]], [b, a], name);
      assert.equal(other[4].replace(/^[+−]/, ""), difference.replace(/^[+−]/, ""), name);
      if (/^[+−]/.test(difference)) assert.notEqual(other[4][0], difference[0], name);
      if (calls.includes("→")) assert.equal(other[5], calls.split(" → ").reverse().join(" → "), name);
      if (/NEW/.test(status)) assert.match(other[1], /GONE/);
      else if (/GONE/.test(status)) assert.match(other[1], /NEW/);
    }
    assert.ok(compared > 10);
    await page.reload();
    await settled(page);
    assert.deepEqual(await state(), after, "a link keeps the direction");
    await page.keyboard.press("x");
    await eventually(async () => assert.deepEqual(await state(), before));
  }));

test("n and p walk through the biggest changes, and everything follows", () =>
  withPage(PAGE, {}, async (page) => {
    const names = (await columns(page, CHANGES, ["Function"])).map(([name]) => name);
    await page.keyboard.press("n");
    await eventually(async () => assert.equal(await chosen(page), names[0]));
    await page.keyboard.press("n");
    await eventually(async () => assert.equal(await chosen(page), names[1]));
    assert.equal(await page.evaluate((table) => document.querySelector(`${table} tr.chosen bdi`)?.textContent, CHANGES), names[1]);
    assert.equal(await page.locator(".graph-pair g.node.chosen").count(), 2, "in both graphs");
    for (const label of await page.locator(".graph-pair g.node.chosen").evaluateAll((nodes) => nodes.map((n) => n.getAttribute("aria-label")!)))
      assert.ok(label.split("\n")[0].endsWith(names[1]), label);
    await eventually(async () => assert.ok((await address(page))["s"]?.endsWith(names[1])));
    await page.keyboard.press("p");
    await eventually(async () => assert.equal(await chosen(page), names[0]));
    await page.locator(".toolbar .walk button").last().click();
    await eventually(async () => assert.equal(await chosen(page), names[1]));
    await page.locator(".toolbar .walk button").first().click();
    await eventually(async () => assert.equal(await chosen(page), names[0]));
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await chosen(page), ""));
  }));

test("both graphs have every function in the same place, and ghosts where one side lacks it", () =>
  withPage(PAGE, {}, async (page) => {
    const sides = await page.evaluate(() =>
      [...document.querySelectorAll(".graph-pair .board")].map((board) =>
        [...board.querySelectorAll("g.node")].map((node) => ({
          name: node.getAttribute("aria-label")!.split("\n")[0],
          place: node.getAttribute("transform"),
          isGhost: node.classList.contains("ghost"),
        })),
      ),
    );
    assert.equal(sides.length, 2);
    assert.deepEqual(sides[0].map(({ name, place }) => `${name} ${place}`), sides[1].map(({ name, place }) => `${name} ${place}`));
    const ghosts = sides.map((nodes) => nodes.filter(({ isGhost }) => isGhost).map(({ name }) => name));
    assert.ok(ghosts[0].some((name) => name.endsWith("_v2")) && ghosts[1].some((name) => name.endsWith("_v1")), JSON.stringify(ghosts));
    assert.ok(ghosts[0].every((name) => !ghosts[1].includes(name)));
  }));

test("the graphs move together until L lets them loose", () =>
  withPage(PAGE, {}, async (page) => {
    const board = page.locator(".graph-pair .board").first();
    await board.scrollIntoViewIfNeeded();
    const box = (await board.boundingBox())!;
    const home = await pane(page, 0);
    assert.equal(await pane(page, 1), home);
    await page.mouse.move(box.x + 150, box.y + 150);
    const scrolled = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, -120);
    await eventually(async () => assert.ok((await page.evaluate(() => scrollY)) < scrolled, "the wheel alone scrolls the page"));
    assert.equal(await pane(page, 0), home);
    await page.mouse.wheel(0, 120);
    await eventually(async () => assert.equal(await page.evaluate(() => scrollY), scrolled));
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -60);
    await eventually(async () => assert.notEqual(await pane(page, 0), home));
    await eventually(async () => assert.equal(await pane(page, 1), await pane(page, 0)));
    await page.keyboard.up("Control");
    await page.mouse.down();
    await page.mouse.move(box.x + 220, box.y + 190, { steps: 4 });
    await page.mouse.up();
    await eventually(async () => assert.equal(await pane(page, 1), await pane(page, 0)));
    const linked = page.locator(".graph-pair button[aria-pressed]");
    assert.equal(await linked.innerText(), "Linked");
    await page.keyboard.press("l");
    await eventually(async () => assert.equal(await linked.innerText(), "Not linked"));
    const right = await pane(page, 1);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -40);
    await eventually(async () => assert.notEqual(await pane(page, 0), right));
    assert.equal(await pane(page, 1), right);
    await linked.click();
    await eventually(async () => assert.equal(await linked.innerText(), "Linked"));
    await page.mouse.move(box.x + 150, box.y + 150);
    await page.mouse.wheel(0, 40);
    await page.keyboard.up("Control");
    await eventually(async () => assert.equal(await pane(page, 1), await pane(page, 0)));
  }));

test("width, measure and paths gone change the flame graph, and are in the address", () =>
  withPage(PAGE, {}, async (page) => {
    const flame = (): Promise<string> => painted(page, ".flame-pane canvas");
    await settled(page);
    const drawings = new Set([await flame()]);
    for (const [select, value, key] of [
      [0, "before", "w"],
      [0, "after", "w"],
      [1, "percent", "u"],
      [1, "per-call", "u"],
    ] as const) {
      await page.locator(".flame-pane select").nth(select).selectOption(value);
      await eventually(async () => assert.equal((await address(page))[key], value));
      drawings.add(await flame());
    }
    assert.ok(drawings.size >= 4, `${drawings.size} drawings`);
    assert.equal(await page.getByLabel("paths gone").isDisabled(), true, "as wide as B, what is gone has no width");
    await page.locator(".flame-pane select").nth(0).selectOption("both");
    const withGone = await flame();
    await page.getByLabel("paths gone").uncheck();
    await eventually(async () => assert.equal((await address(page))["gone"], "0"));
    await eventually(async () => assert.notEqual(await flame(), withGone));
    await page.reload();
    await settled(page);
    assert.equal(await page.getByLabel("paths gone").isChecked(), false);
    assert.equal(await page.locator(".flame-pane select").nth(1).inputValue(), "per-call");
  }));

test("the flame graph says what became of a box, and zooms and walks", () =>
  withPage(PAGE, {}, async (page) => {
    const canvas = (await page.locator(".flame-pane canvas").boundingBox())!;
    await page.mouse.move(canvas.x + 60, canvas.y + 50);
    await eventually(async () => assert.match(await page.locator(".flame-pane .readout").innerText(), /→|new|gone|[+−]\d/));
    const whole = await painted(page, ".flame-pane canvas");
    await page.locator(".flame-pane .stage").focus();
    await page.keyboard.press("w");
    await eventually(async () => assert.notEqual(await painted(page, ".flame-pane canvas"), whole));
    await page.keyboard.press("ArrowDown");
    const label = await page.evaluate(() => {
      const id = document.querySelector(".flame-pane .stage")!.getAttribute("aria-activedescendant")!;
      return document.getElementById(id)!.getAttribute("aria-label");
    });
    assert.match(label ?? "", /\S+: /);
  }));

test("the statuses count, and limit the table", () =>
  withPage(PAGE, {}, async (page) => {
    const note = (): Promise<string> => page.locator("p.thin[role=status]").innerText();
    assert.match(await note(), /^All \d+ functions$/);
    for (const word of ["NEW", "GONE", "inconclusive"]) {
      const button = page.locator(".statuses button", { hasText: word }).first();
      const count = Number(await button.locator("b").innerText());
      assert.ok(count > 0, word);
      await button.click();
      assert.equal(await button.getAttribute("aria-pressed"), "true");
      const rows = await columns(page, ALL, ["Total status"]);
      assert.ok(rows.length > 0 && rows.every(([status]) => status.includes(word)), word);
      assert.ok((await note()).startsWith(`${count} of `), await note());
      await button.click();
    }
    await page.locator(".statuses button", { hasText: "NEW" }).click();
    await page.locator(".statuses button", { hasText: "GONE" }).click();
    await eventually(async () => assert.equal((await address(page))["only"], "new gone"));
    assert.match(await note(), /^4 of /);
    await page.reload();
    await settled(page);
    assert.match(await note(), /^4 of /);
    await page.locator(".statuses").getByRole("button", { name: "All", exact: true }).click();
    assert.match(await note(), /^All /);
  }));

test("headers sort by size, both ways, and say so", () =>
  withPage(PAGE, {}, async (page) => {
    const sorting = (): Promise<readonly string[]> =>
      page.evaluate((table) => [...document.querySelectorAll(`${table} th[aria-sort$=ending]`)].map((th) => `${th.textContent} ${th.getAttribute("aria-sort")}`), ALL);
    assert.deepEqual(await sorting(), ["Δ total descending"]);
    await page.locator(`${ALL} thead button`, { hasText: "Δ self" }).click();
    await eventually(async () => assert.deepEqual(await sorting(), ["Δ self descending"]));
    const down = await columns(page, ALL, ["Function"]);
    await page.locator(`${ALL} thead button`, { hasText: "Δ self" }).click();
    await eventually(async () => assert.deepEqual(await sorting(), ["Δ self ascending"]));
    assert.notDeepEqual(await columns(page, ALL, ["Function"]), down);
    assert.equal(down[0][0].startsWith((await columns(page, CHANGES, ["Function"]))[0][0]), true);
  }));

test("the keys of the table reach rows that are not drawn yet", () =>
  withPage("5000-functions.comparison", {}, async (page) => {
    await page.locator(`${ALL} tbody tr[tabindex='0']`).focus();
    const at = (): Promise<number> => page.evaluate(() => Number(document.activeElement?.getAttribute("aria-rowindex") ?? 0));
    const last = Number(await page.locator(ALL).getAttribute("aria-rowcount"));
    assert.ok(last > 1000, "far more than are drawn");
    await page.keyboard.press("End");
    await eventually(async () => assert.equal(await at(), last));
    await page.keyboard.press("ArrowUp");
    await eventually(async () => assert.equal(await at(), last - 1));
    await page.keyboard.press("Home");
    await eventually(async () => assert.equal(await at(), 2));
  }));

test("one search for both tables, both graphs and the flame graph", () =>
  withPage(PAGE, {}, async (page) => {
    const plain = await painted(page, ".flame-pane canvas");
    await page.keyboard.press("/");
    await page.keyboard.type("load_");
    await eventually(async () => assert.match(await page.locator("#search-result").innerText(), /^\d+ hits, \d/));
    for (const table of [CHANGES, ALL]) {
      const names = await columns(page, table, ["Function"]);
      assert.ok(names.length > 1 && names.every(([name]) => name.includes("load_")), names.join());
    }
    assert.ok((await page.locator(".graph-pair g.node.hit").count()) >= 2);
    await eventually(async () => assert.notEqual(await painted(page, ".flame-pane canvas"), plain));
    await page.keyboard.press("Enter");
    await eventually(async () => assert.match(await chosen(page), /load_/));
    const first = await chosen(page);
    await page.keyboard.press("Enter");
    await eventually(async () => assert.notEqual(await chosen(page), first));
    await page.keyboard.press("Shift+Enter");
    await eventually(async () => assert.equal(await chosen(page), first));
    await page.keyboard.press("Escape");
    await eventually(async () => assert.match(await page.locator("p.thin[role=status]").innerText(), /^All /));
  }));

test("exports: CSV and Markdown of every function, data, drawings", async () => {
  for (const name of [PAGE, "hostile.comparison"])
    await withPage(name, {}, async (page) => {
      const functions = Number(await page.getAttribute(ALL, "aria-rowcount")) - 1;
      const csv = await saved(page, "CSV");
      assert.match(csv.name, /\.csv$/);
      const lines = csv.text.trimEnd().split("\r\n");
      if (name === PAGE) assert.equal(lines.length, functions + 1);
      assert.match(lines[0], /^function,module,status,self_status,total_ns_before,total_ns_after,total_ns_diff/);
      for (const line of lines.slice(1)) assert.doesNotMatch(line, /^"?\s*[=+\-@]/);
      const markdown = await saved(page, "Markdown as it was compared");
      assert.match(markdown.text, /^\|.*\|$/m);
      if (name === PAGE) assert.ok(markdown.text.includes("load_token_v2"));
      // Within code spans nothing is markup.
      const outside = markdown.text.replace(/`[^`\n]*`/g, "").replace(/<\/?(code|details|summary)>/g, "");
      assert.doesNotMatch(outside, /<\w/);
      const data = JSON.parse((await saved(page, "JSON")).text) as { comparison: unknown };
      assert.ok(typeof data.comparison === "object" && data.comparison !== null);
      for (const label of ["Flame graph as SVG", "Call graph A as SVG", "Call graph B as SVG"]) {
        const svg = await saved(page, label);
        assert.match(svg.name, /\.svg$/);
        const faults = await page.evaluate((text) => {
          const made = new DOMParser().parseFromString(text, "image/svg+xml");
          return [...made.querySelectorAll("parsererror, script, foreignObject, image, a")].length + Number(made.querySelector("text") === null);
        }, svg.text);
        assert.equal(faults, 0, label);
      }
      const png = await saved(page, "Flame graph as PNG");
      assert.equal(png.bytes.subarray(1, 4).toString(), "PNG");
    });
});

test("Markdown goes to the clipboard", () =>
  withPage(PAGE, {}, async (page) => {
    await page.click(".menu > button");
    await page.getByRole("menuitem", { name: "Copy Markdown" }).click();
    await eventually(async () => assert.equal(await page.locator(".toast").innerText(), "Copied the Markdown"));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /load_token_v2/);
  }));

test("what is improved is said in words and signs, not by colour alone", () =>
  withPage("faster.comparison", {}, async (page) => {
    assert.match(await headline(page), /less|more|No change/);
    const rows = await columns(page, ALL, ["Total status", "Δ total"]);
    assert.ok(rows.length > 0);
    for (const [status, difference] of rows) {
      assert.match(status, /more|less|NEW|GONE|unchanged|inconclusive|–/);
      if (/less/.test(status)) assert.match(difference, /^−/);
      if (/more/.test(status)) assert.match(difference, /^\+/);
    }
    const text = await page.evaluate(() => document.body.innerText);
    assert.doesNotMatch(text, /\b(slower|faster) by\b/);
  }));

test("the help of a comparison", () =>
  withPage(PAGE, {}, async (page) => {
    await page.locator("#tools button").focus();
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await page.locator("dialog[open]").count(), 1));
    assert.match(await page.locator("dialog").innerText(), /next and previous of the changes that are told/);
    await page.keyboard.press("n");
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await page.locator("dialog[open]").count(), 0));
    assert.equal(await chosen(page), "", "keys wait while the list is open");
    const isBack = (): Promise<boolean> => page.evaluate(() => document.activeElement?.matches("#tools button") ?? false);
    assert.equal(await isBack(), true, "the focus returns");
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await page.locator("dialog[open]").count(), 1));
    await page.keyboard.press("?");
    await eventually(async () => assert.equal(await page.locator("dialog[open]").count(), 0));
    assert.equal(await isBack(), true);
  }));

test("two sides without anything in common, and without anything at all, say so", async () => {
  for (const name of ["only-after.comparison", "nothing.comparison", "not-comparable.comparison", "unchanged.comparison", "single-run.comparison"])
    await withPage(name, {}, async (page) => {
      assert.match(await page.locator("main").innerText(), /\S{3}/);
      assert.equal(await page.locator("main [role=alert]").count(), 0, name);
    });
});

test("what may be noise is shown on demand, and the walk leaves it out", () =>
  withPage(PAGE, {}, async (page) => {
    const told = (await columns(page, CHANGES, ["Self status", "Function"])).length;
    await page.locator(".rest button").click();
    const all = await columns(page, CHANGES, ["Self status"]);
    assert.ok(told > 0 && all.length > told, `${told} of ${all.length}`);
    await page.keyboard.press("p");
    await eventually(async () => assert.match(await page.locator(".selected .walk").innerText(), new RegExp(`change ${told} of ${told}`)));
  }));

test("the details never lie over the row that is selected", () =>
  withPage(PAGE, {}, async (page) => {
    const row = page.locator(`${CHANGES} tbody tr`).last();
    // Just at the lower edge, where the details come to lie.
    await row.evaluate((element) => element.scrollIntoView({ block: "end" }));
    await row.click();
    await eventually(async () => {
      const [low, high] = [await row.boundingBox(), await page.locator(".selected").boundingBox()];
      assert.ok(low!.y + low!.height <= high!.y + 0.5, `${JSON.stringify(low)} ${JSON.stringify(high)}`);
    });
  }));

test("on paper names have room, controls are gone, and all is light", () =>
  withPage(PAGE, { colorScheme: "dark" }, async (page) => {
    await page.setViewportSize({ width: 720, height: 1000 });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await settled(page);
    const names = await page.evaluate(
      (table) => [...document.querySelectorAll(`${table} tbody th`)].map((th) => th.querySelector("bdi")!.getBoundingClientRect().width),
      ALL,
    );
    assert.ok(names.length > 10 && names.every((width) => width > 20), names.join());
    const [table, card] = await page.evaluate(
      (selector) => [".x", ".x"].map((_, at) => {
        const element = document.querySelector(selector)!;
        return (at === 0 ? element : element.closest(".pane")!).getBoundingClientRect().right;
      }),
      ALL,
    );
    assert.ok(table <= card + 1, `${table} of ${card}`);
    for (const control of ["select", ".statuses", ".toolbar", ".hint", ".rest"])
      for (const element of await page.locator(control).all()) assert.equal(await element.isVisible(), false, control);
    const corner = await page.locator(".flame-pane canvas").evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext("2d")!.getImageData(canvas.width - 2, canvas.height - 2, 1, 1);
      return data[0] + data[1] + data[2];
    });
    assert.ok(corner > 600, `a light ground: ${corner}`);
  }));

test("on paper every function is in the table, up to a limit, and the graphs are whole", async () => {
  for (const [name, rows, more, isWhole] of [
    ["faster.comparison", 7, "", true],
    // Too wide to be read on a sheet: what is seen is printed.
    ["50-functions.comparison", 52, "", false],
    ["5000-functions.comparison", 2_000, "The first 2 000 of ", true],
  ] as const)
    await withPage(name, { hash: "sort=-name" }, async (page) => {
      const look = (): Promise<{ readonly rows: number; readonly more: string; readonly views: readonly (string | null)[] }> =>
        page.evaluate((table) => ({
          rows: document.querySelectorAll(`${table} tbody tr:not(.space)`).length,
          more: document.querySelector(".pane > .table .more")?.textContent?.replaceAll("\u00a0", " ") ?? "",
          views: [...document.querySelectorAll(".graph-pair .board > svg")].map((svg) => svg.getAttribute("viewBox")),
        }), ALL);
      const before = await look();
      await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
      await eventually(async () => assert.equal((await look()).rows, rows));
      const printed = await look();
      assert.ok(printed.more.startsWith(more) && (more !== "") === (printed.more !== ""), printed.more);
      assert.equal(printed.views.length, 2);
      for (const view of printed.views) assert.equal(view?.startsWith("-12 -12 "), isWhole, String(view));
      await page.evaluate(() => dispatchEvent(new Event("afterprint")));
      await eventually(async () => assert.deepEqual(await look(), before));
    });
});

test("a steady change below the floor is small: in the headline, on its card, in the table and its filter", () =>
  withPage("steady.comparison", {}, async (page) => {
    assert.match(await page.locator(".headline").innerText(), /^A small but steady change of wall time: .* below the floor of 5\.45 ms\.$/);
    assert.match(await page.locator(".card").first().innerText(), /small but steady$/);
    for (const step of await page.locator(".toolbar .walk button").all()) assert.ok(await step.isDisabled(), "no change to walk to");
    const small = page.locator(".statuses button", { hasText: "small" });
    assert.match(await small.innerText(), /small 6$/);
    await small.click();
    await eventually(async () => assert.deepEqual(new Set((await columns(page, ALL, ["Total status"])).flat()), new Set(["\u2248 small"])));
    await page.locator(`${ALL} tbody tr`).first().click();
    const told = page.locator(".selected p");
    assert.match(await told.innerText(), /95 % interval \+\d\.\d % to \+\d\.\d %; small: steady, but below the floor of /);
    await page.keyboard.press("x");
    await eventually(async () => assert.match(await told.innerText(), /95 % interval \u2212\d\.\d % to \u2212\d\.\d %; small: steady/));
  }));

test("names lose their middle and keep what tells them apart, and no number is cut, wide or narrow", async () => {
  for (const [name, width] of [["50-functions.comparison", 1280], ["50-functions.comparison", 390], ["long-names.comparison", 390]] as const)
    await withPage(name, { viewport: { width, height: 844 } }, async (page) => {
      const cut = await page.evaluate(
        (tables) => tables.flatMap((table) => [...document.querySelectorAll<HTMLElement>(`${table} td:not(.bars)`)]
          .filter((cell) => cell.offsetParent !== null && cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.textContent)),
        [ALL, CHANGES],
      );
      assert.deepEqual(cut, [], `${name} at ${width}`);
      const ends = await page.evaluate(
        (tables) => tables.flatMap((table) => [...document.querySelectorAll<HTMLElement>(`${table} tbody th .elided > :last-child`)]
          .filter((end) => end.scrollWidth > end.clientWidth + 1).map((end) => end.textContent)),
        [ALL, CHANGES],
      );
      assert.deepEqual(ends, [], `ends of names, ${name} at ${width}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, "the page does not scroll sideways");
    });
});

test("boxes say that a path is on one side only, and whether its function is", () =>
  withPage("50-functions.comparison", {}, async (page) => {
    assert.match(await page.locator(".swatches").innerText(), /\+ path only in B[\s\S]*\u2212 path only in A/);
    await page.locator(".flame-pane [role=application]").focus();
    const seen = new Set<string>();
    const readout = page.locator(".flame-pane .readout");
    for (let step = 0; step < 60 && seen.size < 2; step++) {
      await page.keyboard.press(step % 6 === 5 ? "ArrowDown" : "ArrowRight");
      const said = /(call path )?only in [AB].*$/.exec(await readout.innerText())?.[0];
      if (said !== undefined) seen.add(said.replace(/[AB]/, "…"));
    }
    assert.ok([...seen].every((said) => ["only in …", "call path only in …; the function is on both sides"].includes(said)), [...seen].join());
    assert.ok(seen.size > 0);
  }));
