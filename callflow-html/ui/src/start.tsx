/**
 * Starts a page: reads its data and puts the views where the template left room for them.
 *
 * The same script without a document is the worker that lays out large graphs.
 */

import { render } from "preact";
import { serveLayouts } from "./graph/worker.ts";
import { readIsland, type Island } from "./island.ts";
import { ThemeButton } from "./shell/theme-button.tsx";
import { startTheme, type Themes } from "./theme.ts";

export interface Opened {
  /** Where the page is to be drawn. */
  readonly host: Element;
  readonly island: Island;
  /** The island's own text. */
  readonly data: string;
  readonly theme: Themes["theme"];
}

/** `instead` says what the reader still has where `draw` fails. */
export function startPage(draw: (page: Opened) => void, instead: string): void {
  if (typeof document === "undefined") return serveLayouts();
  const themes = startTheme();
  const begin = (): void => void open(themes, draw, instead);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
}

async function open({ choice, theme }: Themes, draw: (page: Opened) => void, instead: string): Promise<void> {
  const tools = document.getElementById("tools");
  if (tools !== null) render(<ThemeButton choice={choice} />, tools);
  const host = document.getElementById("app");
  const element = document.getElementById("island");
  if (host === null || element === null) return;
  try {
    const { text, island } = await readIsland(element);
    // What the page was read from is no longer needed, and may be megabytes.
    element.remove();
    draw({ host, island, data: text, theme });
    // The views show all of it, and more.
    document.getElementById("top")?.remove();
  } catch (problem) {
    const message = document.createElement("p");
    message.className = "warning";
    message.setAttribute("role", "alert");
    const why = problem instanceof Error ? problem.message : String(problem);
    message.textContent = `The data of this page cannot be shown: ${why}. ${instead}`;
    host.replaceChildren(message);
    throw problem;
  }
}
