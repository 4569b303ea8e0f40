import assert from "node:assert/strict";
import test from "node:test";
import { FRESH, Names, decode, encode, type Shared } from "../src/hash.ts";

const long = "x".repeat(500);
const all = ["shop::a", "b & c=#%", "twice", "twice", long, "</script>", "~3", ""];
const names = new Names(all);

test("a page just opened has no fragment", () => {
  assert.equal(encode(FRESH, names), "");
  assert.deepEqual(decode("", names), FRESH);
  assert.deepEqual(decode("#", names), FRESH);
});

test("every state comes back", () => {
  const state: Shared = {
    view: "timeline",
    selection: 1,
    search: "a+b & <c>",
    regex: true,
    range: [1_500_000, 98_000_000_000],
    basis: "await",
    unit: "per-call",
    filters: {
      focus: 4,
      hidden: [0, 3, 6, 7],
      onlyModules: ["shop::cart", ""],
      hiddenModules: ["a b"],
      foldRecursion: true,
      foldForeign: true,
    },
    threshold: 0,
    top: 300,
    views: { table: "-self", flame: "2:12,99" },
  };
  assert.deepEqual(decode(`#${encode(state, names)}`, names), state);
});

test("every function is found again, whatever its name", () => {
  all.forEach((_, row) => assert.equal(names.row(names.text(row)), row));
  assert.equal(names.text(0), "shop::a");
  assert.ok(names.text(4).length < 10, "long names do not make long links");
});

test("what a fragment gets wrong is as on a page just opened", () => {
  assert.deepEqual(decode("#v=nothing&s=gone&b=x&u=y&r=9-1&min=-1&top=abc&through=~99&hide=gone", names), FRESH);
  assert.equal(decode("#r=5", names).range, null);
  assert.equal(decode("#min=&top=", names).top, FRESH.top);
});
