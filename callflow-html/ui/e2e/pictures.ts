/** The pictures of README.md, of pages that the examples wrote: `node e2e/run.mjs --script pictures`. */

import { fileURLToPath } from "node:url";
import { browser, opened, settled } from "./support/browser.ts";

const PICTURES = [
  ["web_service", "graph-page", ""],
  ["web_service.async", "async-page", ""],
  ["cmp6_api", "comparison-page", ""],
  ["web_service", "timeline", "#tab-timeline"],
] as const;

const docs = fileURLToPath(new URL("../../../../docs/", import.meta.url));
for (const [name, picture, tab] of PICTURES) {
  const { page } = await opened(name, { colorScheme: "light", viewport: { width: 1280, height: 800 } });
  if (tab !== "") await page.click(tab);
  await settled(page);
  await page.screenshot({ path: `${docs}${picture}.png` });
  await page.context().close();
}
await (await browser()).close();
