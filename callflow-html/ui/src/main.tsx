/**
 * Starts a page: reads its data and puts the views where the template left room for them.
 *
 * The same script without a document is the worker that lays out large graphs.
 */

import { render } from "preact";
import { serveLayouts } from "./graph/worker.ts";
import { readIsland, recordingOf } from "./island.ts";
import { Shell } from "./shell/shell.tsx";
import { ThemeButton } from "./shell/theme-button.tsx";
import { createApp } from "./state.ts";
import { startTheme, type Themes } from "./theme.ts";

async function start({ choice, theme }: Themes): Promise<void> {
  const tools = document.getElementById("tools");
  if (tools !== null) render(<ThemeButton choice={choice} />, tools);
  const host = document.getElementById("app");
  const element = document.getElementById("island");
  if (host === null || element === null) return;
  try {
    const { text, island } = await readIsland(element);
    // What the page was read from is no longer needed, and may be megabytes.
    element.remove();
    const recording = recordingOf(island.recordings[0], island.strings);
    const app = createApp({ kind: island.kind, recording, theme, fragment: location.hash });
    render(<Shell app={app} data={text} />, host);
    // The views show all of it, and more.
    document.getElementById("top")?.remove();
    app.link();
  } catch (problem) {
    const message = document.createElement("p");
    message.className = "warning";
    message.setAttribute("role", "alert");
    const why = problem instanceof Error ? problem.message : String(problem);
    message.textContent = `The data of this page cannot be shown: ${why}. The table below has its heaviest functions.`;
    host.replaceChildren(message);
    throw problem;
  }
}

if (typeof document === "undefined") {
  serveLayouts();
} else {
  const themes = startTheme();
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => void start(themes));
  else void start(themes);
}
