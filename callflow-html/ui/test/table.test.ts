import assert from "node:assert/strict";
import test from "node:test";
import { signal } from "@preact/signals-core";
import { format } from "../src/format.ts";
import { ASYNC } from "../src/model.ts";
import type { Sums } from "../src/picture.ts";
import type { App } from "../src/state.ts";
import { columnsOf } from "../src/table/columns.ts";
import { columnsBeyond } from "../src/table/windowed.tsx";
import { parseSorting, sorted } from "../src/table/sorting.ts";

function app(flags: readonly number[]): { app: App; sums: Sums } {
  const zeros = (): Float64Array => new Float64Array(flags.length);
  const f: Record<string, unknown> = { length: flags.length, flags: Uint8Array.from(flags), short: flags.map((_, row) => `f${row}`) };
  for (const name of "ok error panicked cancelled inFlight neverPolled polls min mean p50 p95 p99 max maxConcurrent".split(" "))
    f[name] = zeros();
  const sums = { calls: zeros(), total: zeros(), self: zeros(), active: zeros(), await: zeros() };
  sums.self.set([5, 30, 5]);
  (f["error"] as Float64Array)[1] = 2;
  (f["ok"] as Float64Array)[0] = 1;
  const text = (value: number): string => format.duration(value);
  return { app: { recording: { functions: f }, format, unit: signal("absolute"), isUntimed: () => false, text } as unknown as App, sums };
}

const keys = (flags: readonly number[]): string[] => {
  const made = app(flags);
  return columnsOf(made.app, made.sums).map((column) => column.key);
};

test("columns of async calls stand only where there are some", () => {
  const sync = ["name", "self", "total", "calls", "mean", "p50", "p95", "p99", "failed", "max"];
  assert.deepEqual(keys([0, 0, 0]), sync);
  const more = keys([0, ASYNC, 0]);
  for (const key of ["active", "await", "polls", "peak"]) assert.ok(more.includes(key));
  assert.equal(more.length, sync.length + 4);
});

test("columns are out of sight from the last on, those that are half seen not among them", () => {
  const columns = [200, 60, 60, 80].map((width) => ({ key: "", title: "", help: "", width, value: () => 0 }));
  assert.deepEqual([0, 40, 41, 110, 111, 400].map((gap) => columnsBeyond(columns, gap)), [0, 0, 1, 1, 2, 4]);
});

test("rows are sorted by value and, where that is equal, by name", () => {
  const made = app([0, 0, 0]);
  const columns = columnsOf(made.app, made.sums);
  assert.deepEqual([...sorted(Int32Array.of(0, 1, 2), columns, { key: "self", isDescending: true })], [1, 0, 2]);
  assert.deepEqual([...sorted(Int32Array.of(2, 1, 0), columns, { key: "self", isDescending: false })], [0, 2, 1]);
});

test("per call, rows are sorted by what is shown", () => {
  const made = app([0, 0, 0]);
  made.sums.calls.set([1, 30, 2]);
  const columns = columnsOf({ ...made.app, unit: signal("per-call") } as App, made.sums);
  assert.deepEqual([...sorted(Int32Array.of(0, 1, 2), columns, { key: "self", isDescending: true })], [0, 2, 1]);
});

test("a function that has no times in a range says so, and not that it took none", () => {
  const made = app([0, ASYNC, 0]);
  made.sums.total.set([7, 7, 0]);
  const columns = new Map(
    columnsOf({ ...made.app, isUntimed: (row: number) => row !== 1 } as App, made.sums).map((column) => [column.key, column]),
  );
  assert.equal(columns.get("self")!.text(0), "–");
  assert.equal(columns.get("self")!.hint!(0), "");
  assert.equal(columns.get("self")!.text(1), "30 ns");
  assert.equal(columns.get("total")!.text(0), "7 ns", "carried from the async calls below it");
  assert.equal(columns.get("total")!.text(2), "–");
});

test("cells say what is known and nothing else", () => {
  const made = app([0, 0, 0]);
  const columns = new Map(columnsOf(made.app, made.sums).map((column) => [column.key, column]));
  assert.equal(columns.get("self")!.hint!(1), "75.0 % of all self time shown");
  assert.equal(columns.get("self")!.bar!(0), 5 / 30);
  assert.equal(columns.get("failed")!.text(0), "ok");
  assert.equal(columns.get("failed")!.text(1), "2 errors");
  assert.equal(columns.get("failed")!.text(2), "–");
  assert.equal(columns.get("mean")!.text(2), "–", "no call ended by itself");
});

test("a sorting of a link that names no column is the default", () => {
  const made = app([0, 0, 0]);
  const columns = columnsOf(made.app, made.sums);
  assert.deepEqual(parseSorting("-calls", columns, "self"), { key: "calls", isDescending: true });
  assert.deepEqual(parseSorting("name", columns, "self"), { key: "name", isDescending: false });
  assert.deepEqual(parseSorting("nothing", columns, "total"), { key: "total", isDescending: true });
  assert.deepEqual(parseSorting("", columns, "await"), { key: "self", isDescending: true });
});
