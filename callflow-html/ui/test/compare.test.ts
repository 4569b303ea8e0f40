import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, textOn } from "../src/colours.ts";
import { changedRows, hasExactChange, nextChange } from "../src/compare/changes.ts";
import { columnsOf, fits } from "../src/compare/columns.ts";
import { comparisonCsv } from "../src/compare/export.ts";
import { fateColour, fateOf, strength, type Fate } from "../src/compare/flame-colour.ts";
import { flameInput, scales } from "../src/compare/flame-input.ts";
import { programPaths } from "../src/compare/program-paths.ts";
import { graphRows } from "../src/compare/graph-rows.ts";
import { reversed, Status, turnedCounts } from "../src/compare/model.ts";
import { chain, oneSided } from "../src/compare/new-paths.ts";
import { suspects } from "../src/compare/renames.ts";
import { isJudged, judged, toneOfSelf, toneOfTotal } from "../src/compare/tone.ts";
import { arrow, changePercent, countDifference, difference, rangePercent } from "../src/compare/words.ts";
import { leftHeavy } from "../src/flame/layout.ts";
import { parseSorting, sorted } from "../src/table/sorting.ts";
import { scene } from "./compare-scene.ts";

const SHOP = () =>
  scene(
    [
      { name: "shop::run", self: [2, 2], total: [100, 60], verdict: 1, ownVerdict: 0, calls: [1, 1] },
      { name: "shop::db::query", self: [80, 30], verdict: 1, calls: [120, 40] },
      { name: "shop::parse", self: [10, 14], verdict: 2, calls: [4, 4], counts: "errors 0 → 3, calls at one time 1 → 10" },
      { name: "shop::old", self: [8, 0], status: 2, verdict: 3, calls: [3, 0] },
      { name: "shop::new", self: [0, 14], status: 1, verdict: 3, calls: [0, 9] },
      { name: "callflow::gather", self: [0, 50], status: 1, isLibrary: true },
      { name: "shop::noisy", self: [5, 6], verdict: 3, calls: [2, 2] },
    ],
    [
      { parent: -1, fn: 0, self: [2, 2], calls: [2, 4] },
      { parent: 0, fn: 1, self: [80, 30] },
      { parent: 0, fn: 2, self: [10, 14] },
      { parent: 0, fn: 3, self: [8, 0], status: 2 },
      { parent: 0, fn: 4, self: [0, 14], status: 1 },
    ],
    [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ],
  );

test("differences read as the library prints them", () => {
  assert.equal(difference(20e6, 5e6), "−15.0 ms");
  assert.equal(difference(5e6, 20e6), "+15.0 ms");
  assert.equal(difference(7, 7), "0 ns");
  assert.equal(countDifference(120, 40), "−80");
  assert.equal(countDifference(0, 12_345), "+12\u00a0345");
  assert.equal(countDifference(3, 3), "0");
  assert.deepEqual(
    [
      [100, 33], [100, 705], [0, 5], [1000, 1000.4], [1, 200], [100, 199.9], [1000, 1001],
    ].map(([before, after]) => changePercent(before, after)),
    ["−67.0 %", "+605 %", "–", "0.0 %", "+2.0e4 %", "+99.9 %", "+0.1 %"],
  );
  assert.equal(arrow("3", "3"), "3");
  assert.equal(arrow("3", "4"), "3 → 4");
});

test("a tone is the word for what became of a function", () => {
  const { functions: f } = SHOP();
  assert.deepEqual(f.name.map((_, row) => toneOfTotal(f, row)), ["less", "less", "more", "gone", "new", "same", "unsure"]);
  assert.equal(toneOfSelf(f, 0), "same");
  assert.deepEqual([isJudged(f, 5), judged(f), judged(f, [4, 5])], [false, 6, 1], "the library's own nodes are no functions");
  assert.deepEqual(f.short, ["run", "query", "parse", "old", "new", "gather", "noisy"]);
});

test("what is told is ordered by size, apart from noise and without the library's own nodes", () => {
  const { told, rest } = changedRows(SHOP().functions);
  assert.deepEqual([[...told], [...rest]], [[1, 4, 3, 2], [6]]);
});

test("a longer wait is a change as well", () => {
  const { functions: f } = scene([
    { name: "a", self: [1, 1], await: [10, 900] },
    { name: "b", self: [1, 5] },
    { name: "c", self: [1, 1] },
    { name: "d", self: [1, 1], await: [10, 900], verdict: 2, ownVerdict: 0, isAsync: true },
    { name: "e", self: [1, 1], calls: [3, 4] },
  ]);
  const { told, rest } = changedRows(f);
  assert.deepEqual([[...told], [...rest]], [[3, 4], [0, 1]], "told by the verdict of the total time, and by exact counts");
});

test("a steady change below the floor has a word of its own and is no change to walk to", () => {
  const c = scene([
    { name: "a", self: [100, 102], verdict: 4, interval: [1, 3] },
    { name: "b", self: [100, 101], verdict: 0, interval: [-1, 3] },
    { name: "c", self: [100, 90], verdict: 1 },
  ]);
  const { functions: f } = c;
  assert.deepEqual([0, 1, 2].map((row) => toneOfTotal(f, row)), ["small", "same", "less"]);
  const { told, rest } = changedRows(f);
  assert.deepEqual([[...told], [...rest]], [[2], [0, 1]]);
  assert.deepEqual([0, 1, 2].map((row) => fits(c, row, new Set(["small"]))), [true, false, false]);
  assert.deepEqual([...reversed(c).functions.verdict], [4, 0, 2], "either way round");
});

test("intervals are in percent of the side that is read first", () => {
  const c = scene([
    { name: "a", self: [100, 200], interval: [80, 110] },
    { name: "b", self: [100, 10], interval: [-290, -20] },
    { name: "c", self: [0, 10], interval: [5, 15] },
    { name: "d", self: [10, 10] },
  ]);
  const told = ({ functions: f }: typeof c): string[] => [0, 1, 2, 3].map((row) => rangePercent(f.interval, row, f.total.before[row]));
  assert.deepEqual(told(c), ["+80.0 % to +110 %", "−100 % to −20.0 %", "–", "–"]);
  assert.deepEqual(told(reversed(c)), ["−55.0 % to −40.0 %", "+200 % to +2900 %", "−100 % to −50.0 %", "–"]);
  assert.deepEqual(reversed(reversed(c)).functions.interval, c.functions.interval);
  const keys = (one: typeof c): string[] => columnsOf(one).map(({ key }) => key);
  assert.ok(keys(c).includes("interval"));
  assert.ok(!keys(scene([{ name: "a", self: [1, 2] }])).includes("interval"), "no runs, no intervals");
});

test("columns of numbers are as wide as the longest", () => {
  const of = (calls: number, counts: string): Record<string, number> =>
    Object.fromEntries(columnsOf(scene([{ name: "a", self: [1, 2], calls: [calls, 3], counts }])).map(({ key, width }) => [key, width]));
  const [few, many] = [of(4, "polls 1 → 2"), of(123_456_789, "polls 1 → 2, calls at one time 1 → 12")];
  assert.ok(many["calls"] > few["calls"] && many["counts"] > few["counts"]);
  assert.equal(of(4, "polls 1 → 2, ".repeat(50))["counts"], 560, "up to a limit");
});

test("walking the changes goes round, and begins at either end", () => {
  const rows = Int32Array.of(7, 3, 5);
  assert.deepEqual([nextChange(rows, -1, 1), nextChange(rows, -1, -1)], [7, 5]);
  assert.deepEqual([nextChange(rows, 7, 1), nextChange(rows, 5, 1), nextChange(rows, 7, -1)], [3, 7, 5]);
  assert.equal(nextChange(new Int32Array(0), 2, 1), -1);
});

test("swapping twice gives the comparison back, and once turns all of it round", () => {
  const c = SHOP();
  const back = reversed(c);
  assert.deepEqual([back.labels, back.runs, back.wall, back.verdict], [["b", "a"], [4, 3], [80, 100], 2]);
  assert.deepEqual(back.functions.self.before, c.functions.self.after);
  assert.deepEqual(back.paths.self.after, c.paths.self.before);
  assert.deepEqual([...back.functions.status], [0, 0, 0, 1, 2, 2, 0]);
  assert.deepEqual([...back.functions.verdict], [2, 2, 1, 3, 3, 0, 3]);
  assert.equal(back.functions.endings[0], "2 ok → 1 ok");
  assert.equal(back.functions.counts[2], "errors 3 → 0, calls at one time 10 → 1");
  assert.deepEqual(back.worded[0].headline, [["", "backwards"]]);
  const again = reversed(back);
  assert.deepEqual(again.functions.self, c.functions.self);
  assert.deepEqual([...again.functions.status], [...c.functions.status]);
  assert.deepEqual(again.functions.counts, c.functions.counts);
  assert.equal(again.isReversed, false);
});

test("counts with thousands and ranges are turned whole", () => {
  assert.equal(turnedCounts("polls 12 345 → 1 000–2 000, panics 0 → 1"), "polls 1 000–2 000 → 12 345, panics 1 → 0");
  assert.equal(turnedCounts(""), "");
});

test("no side hides behind the other: boxes are as wide as the larger one", () => {
  const flame = leftHeavy(flameInput(programPaths(SHOP()), "both", "absolute", true));
  assert.equal(flame.world.to, 2 + 80 + 14 + 8 + 14);
  assert.deepEqual([flame.more[0][0], flame.more[1][0]], [100, 60]);
  const box = Array.from(flame.key).indexOf(3);
  assert.deepEqual([flame.width[box], flame.more[0][box], flame.more[1][box]], [8, 8, 0]);
});

test("widths of one side leave out what only the other has", () => {
  const keys = (width: "after" | "before", gone = true) =>
    [...leftHeavy(flameInput(programPaths(SHOP()), width, "absolute", gone)).key].filter((key) => key >= 0).sort();
  assert.deepEqual(keys("after"), [0, 1, 2, 4]);
  assert.deepEqual(keys("before"), [0, 1, 2, 3]);
  assert.deepEqual(keys("before", false), [0, 1, 2]);
});

test("normalised sides are measured by their own calls or their own whole", () => {
  const c = programPaths(SHOP());
  assert.deepEqual(scales(c, "absolute"), { before: 1, after: 1 });
  assert.deepEqual(scales(c, "per-call"), { before: 1 / 2, after: 1 / 4 });
  assert.deepEqual(scales(c, "percent"), { before: 1 / 100, after: 1 / 60 });
  const flame = leftHeavy(flameInput(c, "both", "percent", true));
  assert.ok(Math.abs(flame.more[0][0] - 1) < 1e-12 && Math.abs(flame.more[1][0] - 1) < 1e-12);
  assert.deepEqual(scales(programPaths(scene([], [])), "percent"), { before: 0, after: 0 });
});

test("calls that moved below the library's own nodes are where they were", () => {
  const rows = [
    { name: "page", self: [1, 1] as const },
    { name: "fetch", self: [9, 4] as const },
    { name: "callflow::gather", self: [0, 2] as const, isLibrary: true },
  ];
  const paths = programPaths(
    scene(rows, [
      { parent: -1, fn: 0, self: [1, 1] },
      { parent: 0, fn: 1, self: [9, 0], calls: [3, 0], status: 2, counts: 0 },
      { parent: 0, fn: 2, self: [0, 2], calls: [0, 1], status: 1, counts: 0 },
      { parent: 2, fn: 1, self: [0, 4], calls: [0, 3], status: 1, counts: 0 },
    ]),
  );
  assert.equal(paths.length, 2);
  assert.deepEqual([[...paths.parent], [...paths.fn]], [[-1, 0], [0, 1]]);
  assert.deepEqual([[...paths.before], [...paths.after]], [[1, 9], [3, 4]], "what gathering took is its caller's");
  assert.deepEqual([[...paths.onBefore], [...paths.onAfter], [...paths.callsAfter]], [[1, 1], [1, 1], [1, 3]]);
  const flame = leftHeavy(flameInput(paths, "both", "absolute", true));
  assert.deepEqual([...flame.width], [12, 12, 9]);
});

test("a node of the library at the root stays", () => {
  const rows = [{ name: "callflow::gather", self: [1, 1] as const, isLibrary: true }];
  assert.equal(programPaths(scene(rows, [{ parent: -1, fn: 0, self: [1, 1] }])).length, 1);
});

test("fate is grey for noise, and says new and gone even of what took no time", () => {
  const both = { onBefore: true, onAfter: true };
  const cases: [number, number, { onBefore: boolean; onAfter: boolean }, boolean, Fate][] = [
    [0, 5, { onBefore: false, onAfter: true }, true, "new"],
    [5, 0, { onBefore: true, onAfter: false }, true, "gone"],
    [0, 5, both, false, "more"],
    [5, 6, both, true, "same"],
    [5, 6, both, false, "more"],
    [6, 5, both, false, "less"],
    [6, 6, both, false, "same"],
  ];
  for (const [before, after, sides, noise, fate] of cases) assert.equal(fateOf(before, after, sides, noise), fate);
});

test("a doubled trifle stays pale, a doubled tenth does not", () => {
  assert.ok(strength(1, 2, 1_000_000) < 0.15);
  assert.equal(strength(100, 200, 1_000), 1);
  assert.ok(strength(100, 105, 1_000) < strength(100, 150, 1_000));
  assert.equal(strength(100, 200, 1_000), strength(200, 100, 1_000));
  assert.equal(strength(7, 7, 100), 0);
  assert.equal(strength(0, 0, 0), 0);
});

test("names can be read on every colour", () => {
  for (const theme of ["light", "dark"] as const)
    for (const fate of ["more", "less", "new", "gone", "same"] as const)
      for (let step = 0; step <= 10; step++) {
        const fill = fateColour(fate, step / 10, theme);
        assert.ok(contrast(fill, textOn(fill)) >= 4.5, `${theme} ${fate} ${step}: ${fill}`);
      }
});

test("functions are drawn with the callers on their heaviest path", () => {
  const rows = Array.from({ length: 200 }, (_, row) => ({ name: `f${row}`, self: [row, row] as const, total: [1000 - row, 1000 - row] as const }));
  // A chain: the heaviest function lies below all others.
  const paths = rows.map((_, row) => ({ parent: row - 1, fn: row, self: [row, row] as const }));
  const chosen = graphRows(scene(rows, paths), 20);
  assert.equal(chosen.length, 20);
  assert.ok(chosen.includes(199) && chosen.includes(180) && !chosen.includes(179));
  const few = graphRows(SHOP());
  assert.equal(new Set(few).size, 7);
  assert.equal(few[0], 0, "the heaviest first");
});

test("every status filters, exact counts too, and the library's nodes are none of it", () => {
  const c = SHOP();
  const shown = (...filters: ("more" | "less" | "new" | "gone" | "unsure" | "same" | "counts")[]) =>
    [...c.functions.name.keys()].filter((row) => fits(c, row, new Set(filters)));
  assert.deepEqual(shown(), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(shown("less"), [0, 1]);
  assert.deepEqual(shown("new"), [4]);
  assert.deepEqual(shown("gone", "more"), [2, 3]);
  assert.deepEqual(shown("counts"), [1, 2, 3, 4]);
  assert.equal(hasExactChange(c, 5), false);
});

test("columns sort by size of the difference, and keep the order of equals", () => {
  const c = SHOP();
  const columns = columnsOf(c);
  const rows = (text: string): number[] => [
    ...sorted(Int32Array.from(c.functions.name.keys()), columns, parseSorting(text, columns, "diff")),
  ];
  const shown = (key: string, row: number) => columns.find((column) => column.key === key)!.text(row);
  assert.deepEqual(rows("").slice(0, 3), [1, 5, 0]);
  assert.deepEqual(rows("-percent").slice(-2), [4, 5], "no percentage of nothing");
  assert.equal(shown("name", rows("name")[0]), "gather");
  assert.equal(shown("name", rows("-name")[0]), "run");
  assert.deepEqual(parseSorting("nonsense", columns, "diff"), { key: "diff", isDescending: true });
  assert.deepEqual(parseSorting("calls", columns, "diff"), { key: "calls", isDescending: false });
  assert.ok(!columns.some(({ key }) => key === "await"), "no async function, no await");
});

test("one that went and one that came below the same callers look alike; two do not", () => {
  assert.deepEqual([...suspects(SHOP())], [-1, -1, -1, 4, 3, -1, -1]);
  const two = scene(
    [
      { name: "a::f", self: [1, 1] },
      { name: "a::x", self: [1, 0], status: 2 },
      { name: "a::y", self: [0, 1], status: 1 },
      { name: "a::z", self: [0, 1], status: 1 },
      { name: "b::w", self: [0, 1], status: 1 },
    ],
    [],
    [
      [0, 1],
      [0, 2],
      [0, 3],
      [0, 4],
    ],
  );
  assert.deepEqual([...suspects(two)], [-1, -1, -1, -1, -1]);
});

test("cells of the CSV are numbers to the nanosecond and formulas to nobody", () => {
  const c = scene([{ name: '=cmd|"x"', self: [10, 3], verdict: 1, calls: [2, 2] }]);
  const [heads, row, rest] = comparisonCsv(c).split("\r\n");
  assert.ok(row.startsWith(`"'=cmd|""x""",`), row);
  const cells = row.slice(`"'=cmd|""x""",`.length).split(",");
  const at = (name: string): string => cells[heads.split(",").indexOf(name) - 1];
  assert.deepEqual([at("status"), at("self_ns_before"), at("self_ns_after"), at("self_ns_diff")], ["less time", "10", "3", "-7"]);
  assert.equal(rest, "");
});

test("every path of one side is listed or counted below one that is", () => {
  const rows = Array.from({ length: 9 }, (_, row) => ({ name: `f${row}`, self: [1, 1] as const }));
  const { paths } = scene(rows, [
    { parent: -1, fn: 0, self: [1, 1] },
    { parent: 0, fn: 1, self: [0, 5], status: 1 },
    { parent: 1, fn: 2, self: [0, 9], status: 1 },
    { parent: 2, fn: 3, self: [0, 1], status: 1 },
    { parent: 0, fn: 4, self: [0, 40], status: 1, counts: 0 },
    { parent: 4, fn: 5, self: [0, 20], status: 1 },
    { parent: 0, fn: 6, self: [3, 0], status: 2 },
  ]);
  assert.deepEqual(oneSided(paths, Status.New), [
    { path: 5, below: 0 },
    { path: 1, below: 2 },
  ]);
  assert.deepEqual(oneSided(paths, Status.Gone), [{ path: 6, below: 0 }]);
  assert.deepEqual(chain(paths, 3), [0, 1, 2, 3]);
  assert.deepEqual(chain(paths, 3, 2), [-1, 2, 3]);
});
