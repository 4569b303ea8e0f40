/** Files that the reader takes away are what their endings say. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { opened, withPage } from "./support/browser.ts";
import { saved, selected, show } from "./support/reader.ts";

/** The parts of an SVG that a viewer would choke on, or that would make it more than a picture. */
async function faults(page: Page, svg: string): Promise<readonly string[]> {
  return page.evaluate((text) => {
    const made = new DOMParser().parseFromString(text, "image/svg+xml");
    const found = [...made.querySelectorAll("parsererror, script, foreignObject, image, a, use")].map((e) => e.tagName);
    for (const element of made.querySelectorAll("*"))
      for (const { name, value } of element.attributes)
        if (/^on|href$/i.test(name) || /url\((?!#)/.test(value)) found.push(`${element.tagName} ${name}=${value}`);
    if (made.documentElement.tagName !== "svg") found.push(made.documentElement.tagName);
    if (made.querySelectorAll("text").length === 0) found.push("no text");
    return found;
  }, svg);
}

for (const [name, view] of [
  ["50-functions", "graph"],
  ["500-functions", "flame"],
  ["tasks-40", "timeline"],
  ["hostile", "graph"],
  ["hostile", "flame"],
  ["recursion", "flame"],
] as const)
  test(`SVG and PNG of the ${view} of ${name}`, () =>
    withPage(name, { hash: `v=${view}` }, async (page) => {
      const svg = await saved(page, "SVG");
      assert.match(svg.name, /\.svg$/);
      assert.deepEqual(await faults(page, svg.bytes.toString()), []);
      const png = await saved(page, "PNG");
      assert.match(png.name, /\.png$/);
      assert.equal(png.bytes.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
      const size = /width="([\d.]+)"[^>]*height="([\d.]+)"/.exec(svg.bytes.toString())!;
      const [width, height] = [png.bytes.readUInt32BE(16), png.bytes.readUInt32BE(20)];
      const scale = Math.min(2, 16_000 / Math.max(Number(size[1]), Number(size[2])));
      assert.ok(Math.abs(width - scale * Number(size[1])) <= 2, `${width} of ${size[1]}`);
      assert.ok(Math.abs(height - scale * Number(size[2])) <= 2, `${height} of ${size[2]}`);
      const colours = await page.evaluate(async (base64) => {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const context = new OffscreenCanvas(bitmap.width, Math.min(600, bitmap.height)).getContext("2d", { willReadFrequently: true })!;
        context.drawImage(bitmap, 0, 0);
        const { data } = context.getImageData(0, 0, context.canvas.width, context.canvas.height);
        const seen = new Set<number>();
        for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
        return seen.size;
      }, png.bytes.toString("base64"));
      assert.ok(colours > 8, `the picture has ${colours} colours`);
    }));

/** RFC 4180. */
function parsed(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < csv.length) {
    let cell = "";
    if (csv[at] === '"') {
      for (at += 1; csv[at] !== '"' || csv[at + 1] === '"'; at += csv[at] === '"' ? 2 : 1) cell += csv[at];
      at += 1;
    } else while (at < csv.length && csv[at] !== "," && csv[at] !== "\r") cell += csv[at++];
    rows[rows.length - 1].push(cell);
    if (csv[at] === ",") at += 1;
    else if (csv.startsWith("\r\n", at)) {
      at += 2;
      if (at < csv.length) rows.push([]);
    } else assert.equal(at, csv.length, `a cell ends with ${csv[at]}`);
  }
  return rows;
}

test("CSV has every function, and no cell that a spreadsheet would reckon with", async () => {
  for (const name of ["50-functions", "hostile"])
    await withPage(name, { hash: "v=table" }, async (page) => {
      const { name: file, bytes } = await saved(page, "CSV");
      assert.match(file, /\.csv$/);
      const [heads, ...rows] = parsed(bytes.toString());
      assert.deepEqual(heads.slice(0, 6), ["function", "module", "file", "line", "calls", "self_ns"]);
      const count = Number(await page.locator("#view table").getAttribute("aria-rowcount")) - 1;
      assert.equal(rows.length, count);
      for (const row of rows) {
        assert.equal(row.length, heads.length);
        for (const cell of row.slice(0, 3)) assert.doesNotMatch(cell, /^\s*[=+\-@]/);
        for (const cell of row.slice(3)) assert.match(cell, /^\d+(\.\d+)?$/);
      }
    });
});

test("JSON is the page's data", () =>
  withPage("50-functions", {}, async (page) => {
    const { name, bytes } = await saved(page, "JSON");
    assert.match(name, /\.json$/);
    const data = JSON.parse(bytes.toString()) as { recordings: unknown[]; strings: string[] };
    assert.equal(data.recordings.length, 1);
    assert.ok(data.strings.some((text) => text.includes("decode_order")));
  }));

test("packed data is saved unpacked", () =>
  withPage("9000-functions", {}, async (page) => {
    const { bytes } = await saved(page, "JSON");
    assert.equal((JSON.parse(bytes.toString()) as { recordings: unknown[] }).recordings.length, 1);
  }));

test("speedscope: events are in order and close what they open", async () => {
  for (const name of ["50-functions", "recursion", "tasks-40"])
    await withPage(name, {}, async (page) => {
      const { bytes } = await saved(page, "speedscope");
      const data = JSON.parse(bytes.toString()) as {
        $schema: string;
        shared: { frames: { name: string }[] };
        profiles: { type: string; unit: string; startValue: number; endValue: number; events: { type: string; frame: number; at: number }[] }[];
      };
      assert.match(data.$schema, /speedscope/);
      const [profile] = data.profiles;
      assert.equal(profile.type, "evented");
      const stack: number[] = [];
      let last = profile.startValue;
      for (const { type, frame, at } of profile.events) {
        assert.ok(at >= last && data.shared.frames[frame] !== undefined);
        last = at;
        if (type === "O") stack.push(frame);
        else assert.equal(stack.pop(), frame);
      }
      assert.equal(stack.length, 0);
      assert.equal(last, profile.endValue);
      assert.ok(profile.events.length > 0);
    });
});

test("Chrome trace: spans lie within the recording, begun ones end", async () => {
  for (const name of ["50-functions", "tasks-40", "gather"])
    await withPage(name, {}, async (page) => {
      const { bytes } = await saved(page, "Chrome trace");
      const { traceEvents: events } = JSON.parse(bytes.toString()) as {
        traceEvents: { ph: string; name: string; ts?: number; dur?: number; id?: number; tid?: number }[];
      };
      assert.ok(events.length > 1);
      const open = new Map<string, number>();
      for (const { ph, name, ts, dur, id, tid } of events) {
        if (ph === "M") continue;
        assert.ok(Number.isFinite(ts) && ts! >= 0 && name !== "", JSON.stringify({ ph, name, ts }));
        if (ph === "X") assert.ok(dur! >= 0);
        const key = id === undefined ? `thread ${tid}` : `call ${id}`;
        if (ph === "B" || ph === "b") open.set(key, (open.get(key) ?? 0) + 1);
        if (ph === "E" || ph === "e") open.set(key, (open.get(key) ?? 0) - 1);
      }
      for (const [key, count] of open) assert.ok(key.startsWith("call ") ? count >= 0 : count === 0, `${key}: ${count}`);
    });
});

test("what is saved is what is filtered", () =>
  withPage("50-functions", { hash: "v=table" }, async (page) => {
    await page.locator("#view tbody tr").nth(1).click();
    const name = await selected(page);
    await page.getByRole("button", { name: "Hide it", exact: true }).click();
    const { bytes } = await saved(page, "speedscope");
    const data = JSON.parse(bytes.toString()) as { shared: { frames: { name: string }[] }; profiles: { events: { frame: number }[] }[] };
    const used = new Set(data.profiles[0].events.map(({ frame }) => data.shared.frames[frame].name));
    assert.ok(used.size > 10);
    assert.ok(![...used].some((full) => full.endsWith(`::${name}`)), `${name} is still there`);
  }));

test("a drawing that is zoomed is saved zoomed", () =>
  withPage("50-functions", { hash: "v=flame" }, async (page) => {
    const whole = (await saved(page, "SVG")).bytes.toString();
    await page.locator("#view .stage").focus();
    await page.keyboard.press("w");
    await page.keyboard.press("w");
    const { page: other } = await opened("50-functions", { hash: "v=flame" });
    assert.notEqual((await saved(page, "SVG")).bytes.toString(), whole);
    assert.equal((await saved(other, "SVG")).bytes.toString(), whole, "the same view gives the same file");
    await show(other, "table");
    await other.click(".menu > button");
    assert.equal(await other.getByRole("menuitem", { name: "SVG" }).count(), 0, "a table is no drawing");
    await other.context().close();
  }));
