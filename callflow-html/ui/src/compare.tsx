/** Starts the page of a comparison. The same script without a document is the worker that lays out large graphs. */

import { startPage } from "./compare/page.tsx";
import { serveLayouts } from "./graph/worker.ts";
import { startTheme } from "./theme.ts";

if (typeof document === "undefined") {
  serveLayouts();
} else {
  const themes = startTheme();
  const start = (): void => void startPage(themes);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
