/**
 * How long pages take, beside what they are allowed to: a table to read, no test, for other programs on the machine
 * make all of it longer. It fails where a page does not come up.
 *
 * Each number is the middle one of several runs: the time that passed and, where that says more, the processor's time.
 */

import { readFileSync, statSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { CDPSession, Page } from "playwright-core";
import { layout } from "../src/graph/layout.ts";
import { NODE_HEIGHT, NODE_WIDTH } from "../src/graph/scene.ts";
import { heaviest, part, program } from "../test/synthetic.ts";
import { browser, opened, settled } from "./support/browser.ts";
import { fileOf } from "./support/pages.ts";

const RUNS = 5;

interface Line {
  readonly what: string;
  readonly budget: number;
  readonly measured: number;
  readonly unit: string;
  /** Of the processor: what is left without other programs on the machine. */
  readonly busy?: number;
  readonly note?: string;
}
const lines: Line[] = [];

function add(line: Line): void {
  lines.push(line);
  const { what, budget, measured, unit, busy, note = "" } = line;
  const isIdle = busy !== undefined && busy <= budget;
  const verdict = measured <= budget ? "met" : isIdle ? "MISSED, met by the processor's time" : "MISSED";
  const text = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
  console.log(
    `${what.padEnd(46)}${text(budget).padStart(9)}${text(measured).padStart(10)}${(busy === undefined ? "" : text(busy)).padStart(10)}  ${verdict}${note === "" ? "" : `  (${note})`}`,
  );
}

const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const p95 = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN;

/** A page, and the processor's time that its tasks took so far, in milliseconds. */
interface Measured {
  readonly page: Page;
  readonly cdp: CDPSession;
  busy(): Promise<number>;
  close(): Promise<void>;
}

/** What shows that a page is there: of a comparison what lies above the fold. */
const FIRST = "#view canvas, #view g.node, #view tbody tr, .flame-pane canvas";

async function open(name: string, hash: string, sign = FIRST): Promise<Measured & { readonly shown: number; readonly shownBusy: number }> {
  const { page, misdeeds } = await opened("1-function", {});
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async (): Promise<number> => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find((one) => one.name === "TaskDuration")!.value * 1_000;
  };
  await page.addInitScript((what: string) => {
    const w = window as unknown as { shownAt: number; frames: number[]; frame: typeof requestAnimationFrame };
    w.frames = [];
    w.frame = window.requestAnimationFrame.bind(window);
    // How long each callback of the page's own takes.
    window.requestAnimationFrame = (callback) =>
      w.frame((time) => {
        const start = performance.now();
        callback(time);
        w.frames.push(performance.now() - start);
      });
    const look = (): void => {
      if (document.querySelector(what) === null) w.frame(look);
      else w.frame(() => w.frame(() => (w.shownAt = performance.now())));
    };
    w.frame(look);
  }, sign);
  const address = `file://${fileOf(name)}`;
  const before = await busy();
  await page.goto(hash === "" ? address : `${address}#${hash}`);
  await page.waitForFunction(() => (window as unknown as { shownAt?: number }).shownAt !== undefined, undefined, { polling: 20 });
  const shown = await page.evaluate(() => (window as unknown as { shownAt: number }).shownAt);
  const shownBusy = (await busy()) - before;
  const faults = misdeeds.filter((text) => !text.startsWith("asked for file:"));
  if (faults.length > 0 || (await page.locator("main [role=alert]").count()) > 0) throw new Error(`${name}: ${faults.join("; ")}`);
  return { page, cdp, busy, shown, shownBusy, close: () => page.context().close() };
}

async function shown(what: string, name: string, hash: string, budget: number, sign = FIRST): Promise<void> {
  const runs: { shown: number; shownBusy: number }[] = [];
  for (let run = 0; run < RUNS; run++) {
    const measured = await open(name, hash, sign);
    runs.push(measured);
    await measured.close();
  }
  add({
    what,
    budget,
    measured: middle(runs.map((run) => run.shown)),
    busy: middle(runs.map((run) => run.shownBusy)),
    unit: "ms",
    note: `${name}, ${(statSync(fileOf(name)).size / 1_000).toFixed(0)} KB`,
  });
}

/** Turns the wheel with every frame, and gives the times from frame to frame and within the page's callbacks. */
async function wheeled(page: Page, selector: string): Promise<{ readonly frames: readonly number[]; readonly scripts: readonly number[] }> {
  return page.evaluate(async (where) => {
    const w = window as unknown as { frames: number[]; frame: typeof requestAnimationFrame };
    const element = document.querySelector(where)!;
    const box = element.getBoundingClientRect();
    const frames: number[] = [];
    w.frames.length = 0;
    let last = await new Promise<number>((resolve) => w.frame(resolve));
    for (let turn = 0; turn < 60; turn++) {
      element.dispatchEvent(
        new WheelEvent("wheel", {
          deltaY: turn < 30 ? -60 : 60,
          clientX: box.left + box.width * 0.4,
          clientY: box.top + Math.min(200, box.height / 2),
          bubbles: true,
          cancelable: true,
        }),
      );
      const now = await new Promise<number>((resolve) => w.frame(resolve));
      frames.push(now - last);
      last = now;
    }
    return { frames, scripts: w.frames.slice() };
  }, selector);
}

async function frames(what: string, name: string, hash: string, budget: number, wait = ""): Promise<void> {
  const measured = await open(name, hash);
  if (wait !== "") await measured.page.waitForSelector(wait);
  const before = await measured.busy();
  const { frames } = await wheeled(measured.page, "#view .board");
  const busy = ((await measured.busy()) - before) / frames.length;
  add({ what, budget, measured: p95(frames), busy, unit: "ms", note: "busy: mean of a frame" });
  await measured.close();
}

async function redraw(what: string, name: string, hash: string, budget: number): Promise<void> {
  const measured = await open(name, hash);
  await settled(measured.page);
  const before = await measured.busy();
  const { frames, scripts } = await wheeled(measured.page, "#view .stage canvas");
  const busy = ((await measured.busy()) - before) / frames.length;
  const about = await measured.page.waitForFunction(() => document.querySelector("#view [aria-live]")?.textContent || null);
  add({ what, budget, measured: p95(scripts), busy, unit: "ms", note: `busy: mean of a frame; ${String(await about.jsonValue())}` });
  await measured.close();
}

/** Does something and waits until it is painted. */
async function acted(page: Page, act: string, value: string): Promise<number> {
  return page.evaluate(
    async ([selector, text]) => {
      const w = window as unknown as { frame: typeof requestAnimationFrame };
      const element = document.querySelector<HTMLElement>(selector)!;
      await new Promise((resolve) => w.frame(resolve));
      const start = performance.now();
      if (element instanceof HTMLInputElement) {
        element.value = text;
        element.dispatchEvent(new Event("input", { bubbles: true }));
      } else element.click();
      // Signals draw at once, components with the next task, drawings with the next frame.
      await new Promise((resolve) => setTimeout(resolve, 0));
      await new Promise<void>((resolve) =>
        w.frame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        }),
      );
      return performance.now() - start;
    },
    [act, value] as const,
  );
}

async function action(what: string, name: string, hash: string, budget: number, act: string, values: readonly string[], proof: string): Promise<void> {
  const measured = await open(name, hash);
  const times: number[] = [];
  const busies: number[] = [];
  for (const value of values) {
    const before = await measured.busy();
    times.push(await acted(measured.page, act, value));
    busies.push((await measured.busy()) - before);
  }
  await measured.page.waitForSelector(proof);
  add({ what, budget, measured: middle(times), busy: middle(busies), unit: "ms", note: "with the wait for a frame, up to 17 ms" });
  await measured.close();
}

console.log(`load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} processors, ${(await browser()).version()}\n`);
console.log(`${"".padEnd(46)}${"budget".padStart(9)}${"measured".padStart(10)}${"processor".padStart(10)}`);

await shown("shown, 50 functions", "50-functions", "", 300);
await shown("shown, 10 000 call paths", "10000-paths", "", 400);
await shown("shown, the longest timeline", "tasks-5000", "v=timeline", 800);
await shown("shown, 15 000 gathered calls", "fan-out-15000", "v=timeline", 800);
await shown("shown, a comparison of 10 000 call paths", "10000-paths.comparison", "", 600);
await shown("all of it, graphs and tables", "10000-paths.comparison", "", 900, ".compare:not(.awaited) .compared tbody tr");

const wanted = [
  [120, 30],
  [300, 70],
  [1_000, 250],
  [5_000, 1_500],
] as const;
const large = program(5_000);
for (const [nodes, budget] of wanted) {
  const graph = part(large, heaviest(large, nodes));
  const times: number[] = [];
  for (let run = 0; run < (nodes > 1_000 ? 1 : RUNS + 2); run++) {
    const before = process.cpuUsage();
    layout({ width: new Float64Array(nodes).fill(NODE_WIDTH), height: new Float64Array(nodes).fill(NODE_HEIGHT), from: graph.from, to: graph.to });
    times.push(process.cpuUsage(before).user / 1_000);
  }
  add({ what: `layout of ${nodes} functions`, budget, measured: middle(times), unit: "ms", note: "processor, in node" });
}
await frames("graph frame p95, 120 functions (SVG)", "500-functions", "v=graph&min=0&top=120", 33);
await frames("graph frame p95, 300 functions (SVG)", "500-functions", "v=graph&min=0&top=300", 50);
await frames("graph frame p95, 5 000 functions (canvas)", "5000-functions", "v=graph&min=0&top=5000", 60, "#view .board canvas");
await redraw("flame redraw p95, 10 000 call paths", "10000-paths", "v=flame", 10);
await redraw("flame redraw p95, inverted", "9000-functions", "v=flame&z.flame=inverted", 20);
await redraw("timeline redraw p95", "tasks-5000", "v=timeline", 8);
await action("search to highlight, 10 000 call paths", "10000-paths", "v=flame", 16, ".search input", ["load", "load_", "cart", "x"], "#search-result");
await action("search to highlight, the longest timeline", "tasks-5000", "v=timeline", 40, ".search input", ["query", "que", "handle"], "#search-result");
await action("table of 5 000 rows: build", "5000-functions", "v=flame", 80, "#tab-table", [""], "#view tbody tr");
await action("table of 5 000 rows: sort", "5000-functions", "v=table", 120, "#view thead th:nth-child(7) button", ["", "", ""], "#view th[aria-sort$=ending]");
await action("threshold: reduce, lay out, paint", "500-functions", "v=graph&top=300&min=0", 100, ".slider input", ["0.1", "0.3", "0.2", "0.4"], "#view g.node");

for (const [what, name, hash] of [
  ["heap, 10 000 call paths", "10000-paths", "v=flame"],
  ["heap, the longest timeline", "tasks-5000", "v=timeline"],
  ["heap, 15 000 gathered calls", "fan-out-15000", "v=timeline"],
] as const) {
  const measured = await open(name, hash);
  await measured.cdp.send("HeapProfiler.collectGarbage");
  // Columns lie outside of the script's own heap.
  const { usedSize, backingStorageSize = 0 } = (await measured.cdp.send("Runtime.getHeapUsage")) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  add({ what, budget: 60, measured: (usedSize + backingStorageSize) / 1e6, unit: "MB", note: `columns ${(backingStorageSize / 1e6).toFixed(1)} MB` });
  await measured.close();
}

const assets = fileURLToPath(new URL("../../../assets", import.meta.url));
const sizes: Record<string, { plain: number; gz: number }> = JSON.parse(
  readFileSync(new URL("../../sizes.json", import.meta.url), "utf8"),
);
for (const [name, { plain, gz }] of Object.entries(sizes)) {
  const bytes = readFileSync(`${assets}/${name}`);
  add({ what: name, budget: plain, measured: bytes.length / 1_024, unit: "KB" });
  add({ what: `${name}, packed`, budget: gz, measured: gzipSync(bytes, { level: 9 }).length / 1_024, unit: "KB" });
}
add({ what: "page without functions", budget: 200, measured: statSync(fileOf("0-functions")).size / 1_024, unit: "KB" });
add({ what: "page of one function", budget: 200, measured: statSync(fileOf("1-function")).size / 1_024, unit: "KB" });

await (await browser()).close();
const missed = lines.filter(({ budget, measured }) => measured > budget);
const byLoad = missed.filter(({ budget, busy }) => busy !== undefined && busy <= budget).length;
console.log(`\n${lines.length - missed.length} of ${lines.length} met, ${byLoad} more by the processor's time, load ${loadavg()[0].toFixed(1)}`);
