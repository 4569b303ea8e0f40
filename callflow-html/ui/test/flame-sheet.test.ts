import assert from "node:assert/strict";
import test from "node:test";
import { sandwich, type Flame, type FlameInput } from "../src/flame/layout.ts";
import { neighbourPlace, placeNear, rowAt, rowOf, sandwiched, single, type Place } from "../src/flame/sheet.ts";

// main calls a and b, both call f, f calls g and h.
const input: FlameInput = {
  length: 8,
  parent: Int32Array.of(-1, 0, 0, 1, 2, 3, 3, 4),
  key: Int32Array.of(0, 1, 2, 3, 3, 4, 5, 4),
  weight: Float64Array.of(1, 1, 1, 2, 3, 10, 4, 5),
};
const NAMES = ["main", "a", "b", "f", "g", "h"];
const { callers, callees } = sandwich(input, 3);
const sheet = sandwiched(callers, callees);
const told = ({ flame, box }: Place): string => `${flame === callers ? "caller" : "callee"} ${NAMES[flame.key[box]]}`;
const rowsOf = (row: number): string[] => {
  const found = rowAt(sheet, row);
  const names = [];
  for (let box = found.flame.rowFrom[found.row]; box < found.flame.rowFrom[found.row + 1]; box++)
    names.push(told({ flame: found.flame, box }));
  return names;
};

test("callers stand above the function, the furthest on top, callees below it", () => {
  assert.equal(sheet.rows, 4);
  assert.deepEqual([0, 1, 2, 3].map(rowsOf), [
    ["caller main", "caller main"],
    ["caller a", "caller b"],
    ["callee f"],
    ["callee g", "callee h"],
  ]);
});

test("every box is found where it stands", () => {
  for (const flame of [callers, callees]) {
    for (let box = flame === callers ? 2 : 1; box < flame.length; box++) {
      const place = { flame, box };
      const found = placeNear(sheet, rowOf(sheet, place), flame.x[box] + flame.width[box] / 2, 0);
      assert.deepEqual(found, place);
    }
  }
  assert.equal(placeNear(sheet, 9, 1, 1), null);
  assert.equal(placeNear(sheet, -1, 1, 1), null);
});

test("arrow keys cross the middle", () => {
  const middle: Place = { flame: callees, box: 1 };
  const up = neighbourPlace(sheet, middle, "up");
  assert.equal(told(up), "caller a");
  assert.equal(told(neighbourPlace(sheet, up, "up")), "caller main");
  assert.equal(told(neighbourPlace(sheet, up, "right")), "caller b");
  assert.deepEqual(neighbourPlace(sheet, up, "down"), middle);
  const down = neighbourPlace(sheet, middle, "down");
  assert.equal(told(down), "callee g");
  assert.deepEqual(neighbourPlace(sheet, down, "up"), middle);
  assert.deepEqual(neighbourPlace(sheet, down, "down"), down);
});

test("alone, a graph stands on the sheet as it is", () => {
  const alone = single(callees as Flame);
  assert.deepEqual(rowAt(alone, 2), { flame: callees, row: 2 });
  assert.equal(rowOf(alone, { flame: callees, box: 1 }), 1);
});
