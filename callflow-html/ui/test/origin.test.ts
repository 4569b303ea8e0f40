import assert from "node:assert/strict";
import test from "node:test";
import { ASYNC, LIBRARY } from "../src/model.ts";
import { beside, callWords, countedAmong, modulesOf } from "../src/origin.ts";

/** Two functions of the program and one node of the library. */
const functions = {
  length: 3,
  flags: Uint8Array.of(ASYNC, ASYNC | LIBRARY, 0),
  module: ["web", "callflow", "web"],
  file: ["", "", ""],
  self: Float64Array.of(10, 5, 1),
} as unknown as Parameters<typeof modulesOf>[0];

test("functions and calls are those of the program, and the library's are said beside them", () => {
  assert.equal(countedAmong(functions, [0, 1, 2]), 2);
  assert.equal(callWords(functions, [0, 0, 1, 1, 1]), "2 calls and 3 of callflow");
  assert.equal(callWords(functions, [0]), "1 call");
  assert.equal(callWords(functions, [1]), "1 call of callflow");
  assert.equal(beside("All 2 functions", 0), "All 2 functions");
});

test("a module of the library has time, and no function", () => {
  assert.deepEqual(
    modulesOf(functions).map(({ name, functions: count, self, isForeign }) => [name, count, self, isForeign]),
    [
      ["web", 2, 11, false],
      ["callflow", 0, 5, true],
    ],
  );
});
