/** Small comparisons, as an island holds them. */

import { comparisonOf, type Comparison, type WireComparison } from "../src/compare/model.ts";
import { ASYNC, LIBRARY } from "../src/model.ts";

export interface Row {
  readonly name: string;
  readonly self: readonly [number, number];
  readonly total?: readonly [number, number];
  readonly await?: readonly [number, number];
  readonly calls?: readonly [number, number];
  readonly status?: 0 | 1 | 2;
  /** Of the total time: unchanged, less, more, inconclusive, small but steady. */
  readonly verdict?: 0 | 1 | 2 | 3 | 4;
  readonly ownVerdict?: 0 | 1 | 2 | 3 | 4;
  /** In which the change of the total time lies. */
  readonly interval?: readonly [number, number];
  readonly counts?: string;
  readonly isLibrary?: boolean;
  readonly isAsync?: boolean;
}

export interface Path {
  readonly parent: number;
  readonly fn: number;
  readonly self: readonly [number, number];
  readonly calls?: readonly [number, number];
  readonly status?: 0 | 1 | 2;
  readonly counts?: 0 | 1;
}

export function scene(
  rows: readonly Row[],
  paths: readonly Path[] = [],
  edges: readonly (readonly [number, number])[] = [],
): Comparison {
  const strings: string[] = [];
  const place = (text: string): number => strings.push(text) - 1;
  const of = <T>(all: readonly T[], value: (one: T) => number): number[] => all.map(value);
  const module = (name: string): string => name.split("::").slice(0, -1).join("::");
  const pair = <T>(name: string, all: readonly T[], value: (one: T) => readonly [number, number]) => ({
    [`${name}Before`]: of(all, (one) => value(one)[0]),
    [`${name}After`]: of(all, (one) => value(one)[1]),
  });
  const none = [0, 0] as const;
  const wire: WireComparison = {
    title: "a → b",
    labels: ["a", "b"],
    runs: [3, 4],
    wall: [100, 80],
    verdict: 1,
    confidence: 95,
    functions: {
      rows: rows.length,
      name: of(rows, (row) => place(row.name)),
      cut: of(rows, (row) => (module(row.name) === "" ? 0 : module(row.name).length + 2)),
      module: of(rows, (row) => place(module(row.name))),
      file: of(rows, () => place("src/lib.rs")),
      line: 1,
      flags: of(rows, (row) => (row.isLibrary ? LIBRARY : 0) | (row.isAsync ? ASYNC : 0)),
      status: of(rows, (row) => row.status ?? 0),
      verdict: of(rows, (row) => row.verdict ?? 0),
      ownVerdict: of(rows, (row) => row.ownVerdict ?? row.verdict ?? 0),
      intervalFrom: of(rows, (row) => row.interval?.[0] ?? 1),
      intervalTo: of(rows, (row) => row.interval?.[1] ?? 0),
      ownIntervalFrom: 1,
      ownIntervalTo: 0,
      evidence: of(rows, () => place("tested over all runs")),
      ownEvidence: of(rows, () => place("tested over all runs")),
      counts: of(rows, (row) => place(row.counts ?? "")),
      endings: of(rows, () => place("1 ok → 2 ok")),
      callsDiffer: of(rows, (row) => ((row.calls ?? none)[0] === (row.calls ?? none)[1] ? 0 : 1)),
      ...pair("self", rows, (row) => row.self),
      ...pair("total", rows, (row) => row.total ?? row.self),
      ...pair("active", rows, (row) => row.total ?? row.self),
      ...pair("await", rows, (row) => row.await ?? none),
      ...pair("mean", rows, (row) => row.self),
      ...pair("p95", rows, (row) => row.self),
      ...pair("calls", rows, (row) => row.calls ?? none),
    },
    edges: {
      rows: edges.length,
      from: of(edges, ([from]) => from),
      to: of(edges, ([, to]) => to),
      status: 0,
      ...pair("calls", edges, () => [1, 1]),
      ...pair("total", edges, () => [1, 1]),
    },
    paths: {
      rows: paths.length,
      parent: of(paths, (path) => path.parent),
      fn: of(paths, (path) => path.fn),
      status: of(paths, (path) => path.status ?? 0),
      counts: of(paths, (path) => path.counts ?? (path.status ? 1 : 0)),
      detachedBefore: 0,
      detachedAfter: 0,
      ...pair("calls", paths, (path) => path.calls ?? [1, 1]),
      ...pair("self", paths, (path) => path.self),
    },
    causes: [],
    findings: [],
    worded: [
      { headline: [["", "forwards"]], cards: [] },
      { headline: [["", "backwards"]], cards: [] },
    ],
    markdown: "## a → b",
    leftOut: "",
  };
  return comparisonOf(wire, strings);
}
