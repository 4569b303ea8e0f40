import assert from "node:assert/strict";
import test from "node:test";
import { fileName } from "../src/export/save.ts";
import { pathEvents } from "../src/export/speedscope.ts";
import type { PathTable } from "../src/model.ts";

function paths(rows: readonly (readonly [parent: number, fn: number, self: number])[]): PathTable {
  return {
    length: rows.length,
    parent: Int32Array.from(rows, (row) => row[0]),
    fn: Int32Array.from(rows, (row) => row[1]),
    self: Float64Array.from(rows, (row) => row[2]),
  } as unknown as PathTable;
}

test("what is opened is closed, in order, at the sum of the self times", () => {
  const { events, end } = pathEvents(paths([[-1, 0, 1], [0, 1, 2], [0, 2, 4], [-1, 3, 8]]));
  const text = events.map(({ type, frame, at }) => `${type}${frame}@${at}`).join(" ");
  assert.equal(text, "O0@0 O1@1 C1@3 O2@3 C2@7 C0@7 O3@7 C3@15");
  assert.equal(end, 15);
});

test("depth is no matter", () => {
  const deep = paths(Array.from({ length: 50_000 }, (_, level) => [level - 1, 0, 1]));
  assert.equal(pathEvents(deep).events.length, 100_000);
});

test("file names are of plain letters", () => {
  assert.equal(fileName("Load: ten/users…", "csv"), "load-ten-users.csv");
  assert.equal(fileName("../../", "svg"), "callflow.svg");
});
