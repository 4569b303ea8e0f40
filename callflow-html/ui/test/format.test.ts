import assert from "node:assert/strict";
import test from "node:test";
import { count, counted, duration, elide, exactNanos, percent, share, visible } from "../src/format.ts";

test("durations are those of callflow_core::duration", () => {
  const cases: [number, string][] = [
    [0, "0 ns"],
    [999, "999 ns"],
    [1_000, "1.00 µs"],
    [999_499, "999 µs"],
    [999_500, "1.00 ms"],
    [9_995_000, "10.0 ms"],
    [123_456_789_000, "123 s"],
    [4_000_000_000_000, "4000 s"],
    // Exactly between two: to the even one, as Rust has it.
    [1_125, "1.12 µs"],
    [1_375, "1.38 µs"],
    [12_250, "12.2 µs"],
    [100_500, "100 µs"],
    [101_500, "102 µs"],
  ];
  for (const [nanos, text] of cases) assert.equal(duration(nanos), text);
  assert.equal(duration(-1_000), "−1.00 µs");
});

test("counts, percents, shares", () => {
  assert.deepEqual([0, 999, 1_000, 1_234_567].map(count), ["0", "999", "1\u00a0000", "1\u00a0234\u00a0567"]);
  assert.deepEqual([counted(1, "call"), counted(2_000, "call")], ["1 call", "2\u00a0000 calls"]);
  assert.deepEqual([0, 0.0001, 0.001, 0.41, 1].map(percent), ["0.0 %", "<0.1 %", "0.1 %", "41.0 %", "100.0 %"]);
  assert.deepEqual([share(1, 0), share(3, 2), share(1, 4)], [0, 1, 0.25]);
  assert.equal(exactNanos(9007199254740993n), "9007199254740993 ns");
});

test("texts are cut in the middle and hide nothing", () => {
  assert.equal(elide("fetch_user", 10), "fetch_user");
  assert.equal(elide("fetch_user", 7), "fet…ser");
  assert.equal(elide("abc", 1), "…");
  assert.equal(elide("abc", 0), "");
  assert.doesNotMatch(elide("a😀😀😀😀b", 5), /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/);
  assert.equal(visible("a\nb\u202ec"), "a\ufffdb\ufffdc");
});
