/** Pages in a browser that has no network, and everything that no page may do. */

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { fileOf } from "./pages.ts";

const executablePath = process.env["CALLFLOW_BROWSER"] ?? "/usr/bin/chromium";
// The proxy leads nowhere: what asks for the network fails, and says so in the console.
const args =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update " +
  "--disable-sync --proxy-server=127.0.0.1:9";

let started: Promise<Browser> | null = null;

/** The one browser of a test file. */
export function browser(): Promise<Browser> {
  started ??= chromium.launch({ executablePath, args: args.split(" ") });
  return started;
}

// The scripts beside the tests close it themselves.
if (process.env["NODE_TEST_CONTEXT"] !== undefined)
  (await import("node:test")).after(async () => (await started)?.close());

export interface Opening extends BrowserContextOptions {
  /** Without `#`. */
  readonly hash?: string;
}

/** A page that is open, and what it did that it must not do. */
export interface Opened {
  readonly page: Page;
  readonly misdeeds: readonly string[];
}

/** Opens a page and collects whatever it says, asks for, or was kept from by its policy. */
export async function opened(name: string, { hash = "", ...options }: Opening = {}): Promise<Opened> {
  const context = await (await browser()).newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
    colorScheme: "light",
    reducedMotion: "reduce",
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const misdeeds: string[] = [];
  const url = pathToFileURL(fileOf(name)).href;
  context.on("request", (request) => {
    const asked = request.url();
    if (asked.split("#")[0] !== url && !asked.startsWith("blob:") && !asked.startsWith("data:"))
      misdeeds.push(`asked for ${asked.slice(0, 200)}`);
  });
  context.on("console", (message) => misdeeds.push(`said ${message.type()}: ${message.text().slice(0, 300)}`));
  context.on("weberror", (problem) => misdeeds.push(`threw ${problem.error().stack ?? problem.error().message}`));
  context.on("dialog", (dialog) => {
    misdeeds.push(`opened a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  if (options.javaScriptEnabled !== false)
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) =>
        console.error(`kept from ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
      );
    });
  const page = await context.newPage();
  context.on("page", (other) => {
    misdeeds.push(`opened ${other.url()}`);
  });
  await page.goto(`${url}${hash === "" ? "" : `#${hash}`}`);
  if (options.javaScriptEnabled !== false) await settled(page);
  return { page, misdeeds };
}

/**
 * Waits until what was asked for is drawn: twice the next frame, so that one whole frame lies between, and all of a page
 * that is drawn piece by piece.
 */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector(".awaited") === null);
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/** Opens a page, does something with it, and holds it to have kept silent meanwhile. */
export async function withPage(name: string, options: Opening, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, misdeeds } = await opened(name, options);
  try {
    await act(page);
    assert.deepEqual(misdeeds, [], `${name} was not silent`);
  } finally {
    await page.context().close();
  }
}

/** Tries until it holds: pages draw with the next frame and write their address when they rest. */
export async function eventually(holds: () => Promise<void>, patience = 6_000): Promise<void> {
  const end = Date.now() + patience;
  while (true) {
    try {
      await holds();
      return;
    } catch (problem) {
      if (Date.now() > end) throw problem;
      await sleep(40);
    }
  }
}
