/** The views by name. */

import * as asyncView from "./async/view.tsx";
import * as flame from "./flame/view.ts";
import * as graph from "./graph/view.ts";
import type { App, ViewName } from "./state.ts";
import * as table from "./table/view.tsx";
import * as timeline from "./timeline/view.ts";

export interface View {
  /** Draws into `host` until what it returns is called. */
  mount(host: HTMLElement, app: App): () => void;
  /** What is seen, as an SVG of its own. */
  exportSvg?(): string;
}

export const TITLES: Record<ViewName, string> = {
  async: "Async",
  flame: "Flame graph",
  graph: "Call graph",
  table: "Table",
  timeline: "Timeline",
};

export const VIEWS_BY_NAME: Record<ViewName, View> = { async: asyncView, flame, graph, table, timeline };
