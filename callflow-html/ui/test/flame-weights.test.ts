import assert from "node:assert/strict";
import test from "node:test";
import { ASYNC, LIBRARY, type FunctionTable, type PathTable } from "../src/model.ts";
import { inclusive } from "../src/flame/layout.ts";
import { weigh } from "../src/flame/weights.ts";

interface Path {
  readonly parent: number;
  readonly flags?: number;
  readonly total: number;
  readonly active?: number;
  readonly detached?: number;
  readonly atOnce?: number;
}

function recorded(rows: readonly Path[]): [PathTable, FunctionTable] {
  const column = (of: (row: Path) => number): Float64Array => Float64Array.from(rows.map(of));
  const paths = {
    length: rows.length,
    parent: Int32Array.from(rows.map((row) => row.parent)),
    fn: Int32Array.from(rows.map((_, at) => at)),
    detached: Uint8Array.from(rows.map((row) => row.detached ?? 0)),
    calls: column(() => 1),
    total: column((row) => row.total),
    active: column((row) => row.active ?? row.total),
    self: column((row) => row.total),
  };
  const functions = {
    length: rows.length,
    short: rows.map((_, at) => `f${at}`),
    flags: Uint8Array.from(rows.map((row) => row.flags ?? 0)),
    maxConcurrent: column((row) => row.atOnce ?? 0),
  };
  return [paths as unknown as PathTable, functions as unknown as FunctionTable];
}

test("self, active and calls are drawn as they are", () => {
  const [paths, functions] = recorded([{ parent: -1, total: 7, detached: 1 }]);
  assert.equal(weigh(paths, functions, "self").weight, paths.self);
  assert.equal(weigh(paths, functions, "active").weight, paths.self);
  assert.equal(weigh(paths, functions, "calls").weight, paths.calls);
});

test("wall time of what runs one after the other is drawn, and its widths are the totals", () => {
  const [paths, functions] = recorded([
    { parent: -1, total: 100 },
    { parent: 0, total: 60, active: 10, flags: ASYNC, atOnce: 1 },
    { parent: 1, total: 50, active: 5, flags: ASYNC, atOnce: 1 },
    { parent: 0, total: 30 },
  ]);
  const { weight, refused } = weigh(paths, functions, "total");
  assert.equal(refused, "");
  assert.deepEqual([...weight], [10, 10, 50, 30]);
  assert.deepEqual([...inclusive({ length: 4, parent: paths.parent, weight, key: paths.fn })], [100, 60, 50, 30]);
});

test("await time passes through the sync function that polled", () => {
  const [paths, functions] = recorded([
    { parent: -1, total: 100 },
    { parent: 0, total: 60, active: 10, flags: ASYNC, atOnce: 1 },
    { parent: 1, total: 50, active: 8, flags: ASYNC, atOnce: 1 },
  ]);
  assert.deepEqual([...weigh(paths, functions, "await").weight], [0, 8, 42]);
});

for (const [why, rows, words] of [
  [
    "spawned",
    [
      { parent: -1, total: 9 },
      { parent: 0, total: 3, detached: 1 },
    ],
    /“f1” ran away from its caller/,
  ],
  [
    "gathered",
    [
      { parent: -1, total: 9 },
      { parent: 0, total: 3, flags: LIBRARY | ASYNC },
    ],
    /“f1” waited for several/,
  ],
  [
    "at once",
    [
      { parent: -1, total: 9 },
      { parent: 0, total: 3, flags: ASYNC, atOnce: 4 },
    ],
    /“f1” ran up to 4 times/,
  ],
  [
    "overlapping",
    [
      { parent: -1, total: 9, flags: ASYNC },
      { parent: 0, total: 5, flags: ASYNC },
      { parent: 0, total: 6, flags: ASYNC },
    ],
    /below “f0” overlap/,
  ],
] as const) {
  test(`wall time is refused where calls are ${why}`, () => {
    const { weight, refused } = weigh(...recorded(rows), "total");
    assert.match(refused, words);
    assert.equal(weight.length, 0);
  });
}
