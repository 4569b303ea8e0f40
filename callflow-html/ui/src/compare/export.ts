/** What the page gives away: tables, text, drawings and all its data. */

import { csv } from "../export/csv.ts";
import { copyAndSay, linkItem, pngItem } from "../export/items.ts";
import { fileName, save } from "../export/save.ts";
import type { Item } from "../shell/menu.tsx";
import { exportFlame } from "./flame.ts";
import { exportGraphs } from "./graphs.ts";
import type { Comparison, Sided } from "./model.ts";
import type { CompareApp } from "./state.ts";
import { isJudged, toneOfSelf, toneOfTotal, WORDS } from "./tone.ts";

/** Every function; times in nanoseconds. */
export function comparisonCsv({ functions: f }: Comparison): string {
  const sides: Record<string, Sided> = {
    total_ns: f.total,
    self_ns: f.self,
    active_ns: f.active,
    await_ns: f.await,
    mean_ns: f.mean,
    p95_ns: f.p95,
    calls: f.calls,
  };
  const heads = Object.keys(sides).flatMap((name) => [`${name}_before`, `${name}_after`, `${name}_diff`]);
  const rows = function* (): Generator<readonly (string | number)[]> {
    for (let row = 0; row < f.length; row++)
      yield [
        f.name[row],
        f.module[row],
        ...[toneOfTotal, toneOfSelf].map((tone) => (isJudged(f, row) ? WORDS[tone(f, row)].toLowerCase() : "not judged")),
        ...Object.values(sides).flatMap(({ before, after }) => [before[row], after[row], after[row] - before[row]]),
        f.counts[row],
        ...(f.interval.from[row] <= f.interval.to[row] ? [f.interval.from[row], f.interval.to[row]] : ["", ""]),
        f.evidence[row],
      ];
  };
  return csv(["function", "module", "status", "self_status", ...heads, "exact_counts", "interval_from_ns", "interval_to_ns", "evidence"], rows());
}

/** The entries of the menu. `data` is the page's own; `say` tells what became of it. */
export function exports(app: CompareApp, data: string, say: (text: string) => void): readonly Item[] {
  const comparison = app.comparison.peek();
  const name = (ending: string): string => fileName(comparison.title, ending);
  const graphs = exportGraphs();
  const svg = (what: string, text: string): Item => ({
    label: `${what} as SVG`,
    hint: "what is seen",
    run: () => save(name(`${fileName(what, "svg")}`), text, "image/svg+xml"),
  });
  return [
    {
      label: "Copy Markdown",
      hint: "for a pull request",
      run: () => copyAndSay(comparison.markdown, "the Markdown", say),
    },
    { label: "Markdown", hint: "as it was compared", run: () => save(name("md"), comparison.markdown, "text/markdown") },
    { label: "CSV", hint: "every function", run: () => save(name("csv"), comparisonCsv(comparison), "text/csv") },
    { label: "JSON", hint: "all data of this page", run: () => save(name("json"), data, "application/json") },
    svg("Flame graph", exportFlame()),
    pngItem({ label: "Flame graph as PNG", hint: "at twice its size" }, name("png"), exportFlame, say),
    ...(graphs === undefined ? [] : [svg("Call graph A", graphs.before), svg("Call graph B", graphs.after)]),
    linkItem("selection, search and choices", say),
  ];
}
