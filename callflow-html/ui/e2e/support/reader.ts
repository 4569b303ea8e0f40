/** What a reader does with a page, and sees on it. */

import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { settled } from "./browser.ts";

export type ViewName = "flame" | "graph" | "table" | "timeline" | "async";

export async function show(page: Page, view: ViewName): Promise<void> {
  await page.click(`#tab-${view}`);
  await settled(page);
}

/** What the page's address says of its state. */
export async function address(page: Page): Promise<Record<string, string>> {
  const hash = await page.evaluate(() => location.hash.slice(1));
  return Object.fromEntries(new URLSearchParams(hash));
}

/** The heading of the side panel; empty without a selection. */
export async function selected(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector(".panel .details h2")?.textContent ?? "");
}

/** The full name in the side panel. */
export async function fullName(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector(".panel .full bdi")?.textContent ?? "");
}

/** What a screen reader is told of the place where the keyboard is within a drawing. */
export async function spoken(page: Page): Promise<string> {
  return page.evaluate(() => {
    const stage = document.querySelector("#view [role=application]");
    const id = stage?.getAttribute("aria-activedescendant");
    return (id === null || id === undefined ? null : document.getElementById(id))?.getAttribute("aria-label") ?? "";
  });
}

/** The line above a drawing that says what is pointed at. */
export async function readout(page: Page): Promise<string> {
  return page.evaluate(() => document.querySelector("#view .readout")?.textContent ?? "");
}

/** Saves a file by the export menu. */
export async function saved(page: Page, label: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.click(".menu > button");
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: label, exact: false }).first().click();
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

export interface Word {
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

/** The texts of the drawing that is seen and where they stand, as its export has them. */
export async function words(page: Page): Promise<readonly Word[]> {
  const { bytes } = await saved(page, "SVG");
  return page.evaluate((svg) => {
    const made = new DOMParser().parseFromString(svg, "image/svg+xml");
    return [...made.querySelectorAll("text")].map((text) => ({
      text: text.textContent ?? "",
      x: Number(text.getAttribute("x")),
      y: Number(text.getAttribute("y")),
    }));
  }, bytes.toString());
}

/** A fingerprint of what a canvas shows. */
export async function painted(page: Page, canvas = "#view canvas"): Promise<string> {
  await settled(page);
  return page.evaluate((selector) => document.querySelector<HTMLCanvasElement>(selector)!.toDataURL(), canvas);
}

/** Where the middle of an element is on the screen. */
export async function middle(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = (await page.locator(selector).first().boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The functions in the table, in its order; as many as are in sight. */
export async function rows(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("#view tbody tr:not(.space) th bdi:first-of-type")].map((name) => name.textContent ?? ""),
  );
}

/** How many functions the table has. */
export async function rowCount(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.querySelector("#view table")!.getAttribute("aria-rowcount")) - 1);
}

/** The names in the chips of what limits the picture. */
export async function chips(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(".chips .chip")].map((chip) => (chip.textContent ?? "").replace("×", "").trim()),
  );
}
