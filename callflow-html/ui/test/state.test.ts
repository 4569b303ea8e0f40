import assert from "node:assert/strict";
import test from "node:test";
import { signal } from "@preact/signals-core";
import type { Kind } from "../src/island.ts";
import type { Recording } from "../src/model.ts";
import { createApp } from "../src/state.ts";

/** Functions of the given self times, each called twice from nowhere. */
function recordingOf(self: readonly number[], calls = 0): Recording {
  const { length } = self;
  const of = (value: number): Float64Array => new Float64Array(length).fill(value);
  return {
    title: "",
    wall: 1_000,
    busy: self.reduce((a, b) => a + b, 0),
    functions: {
      length,
      name: self.map((_, row) => `m::f${row}`),
      module: self.map(() => "m"),
      file: self.map(() => ""),
      flags: new Uint8Array(length),
      calls: of(2),
      total: of(4_000),
      active: of(4_000),
      await: of(0),
      self: Float64Array.from(self),
    },
    paths: {
      length,
      parent: new Int32Array(length).fill(-1),
      fn: Int32Array.from(self, (_, row) => row),
      detached: new Uint8Array(length),
      calls: of(2),
      failed: of(0),
      total: of(4_000),
      active: of(4_000),
      self: Float64Array.from(self),
      exact: new Map(),
    },
    edges: { length: 0 },
    timeline: { length: calls },
    leftOut: { paths: "", timeline: "" },
  } as unknown as Recording;
}

function appOf(recording: Recording, kind: Kind = "graph", fragment = ""): ReturnType<typeof createApp> {
  return createApp({ kind, recording, theme: signal("light"), fragment });
}

test("a page opens with what suits its recording, unless its link says otherwise", () => {
  const large = Array.from({ length: 61 }, () => 1);
  assert.equal(appOf(recordingOf([1, 2])).view.value, "graph");
  assert.equal(appOf(recordingOf(large)).view.value, "flame");
  assert.equal(appOf(recordingOf(large.map(() => 0))).view.value, "table");
  assert.equal(appOf(recordingOf([1]), "async").view.value, "async");
  assert.equal(appOf(recordingOf([1]), "graph", "#v=table").view.value, "table");
  assert.equal(appOf(recordingOf([1]), "graph", "#v=timeline").view.value, "graph", "a view that this page lacks");
});

test("the timeline is a view only where calls were kept", () => {
  assert.deepEqual(appOf(recordingOf([1])).views, ["flame", "graph", "table"]);
  assert.deepEqual(appOf(recordingOf([1], 1), "async").views, ["async", "flame", "graph", "table", "timeline"]);
});

test("hits are gone through from the heaviest on, and round", () => {
  const app = appOf(recordingOf([10, 30, 20]));
  app.search.value = "f";
  const seen: number[] = [];
  for (let step = 0; step < 4; step++) {
    app.nextHit(1);
    seen.push(app.selection.value);
  }
  assert.deepEqual(seen, [1, 2, 0, 1]);
  app.nextHit(-1);
  assert.equal(app.selection.value, 0);
  app.search.value = "nothing of the kind";
  app.nextHit(1);
  assert.equal(app.selection.value, 0, "no hit, no change");
});

test("values are worded in the page’s unit", () => {
  const app = appOf(recordingOf([1_000, 3_000]));
  assert.equal(app.text(3_000, "self", 2), "3.00 µs");
  assert.equal(app.text(2, "calls", 2), "2");
  app.unit.value = "percent";
  assert.equal(app.text(3_000, "self", 2), "75.0 %");
  assert.equal(app.text(2, "calls", 2), "50.0 %");
  assert.equal(app.text(4_000, "total", 2), "4.00 µs", "totals overlap and have no whole");
  app.unit.value = "per-call";
  assert.equal(app.text(3_000, "self", 2), "1.50 µs");
  assert.equal(app.text(3_000, "self", 0), "–");
});

test("filters change the picture, and what a view keeps for itself is taken from the link", () => {
  const app = appOf(recordingOf([1_000, 3_000]), "graph", "#z.table=-calls&hide=m%3A%3Af0");
  assert.equal(app.viewState("table").value, "-calls");
  assert.equal(app.viewState("other").value, "");
  assert.deepEqual(app.filters.value.hidden, [0]);
  assert.equal(app.value(0, "self"), 0);
  assert.equal(app.picture.value.share, 0.75);
  app.filter({ hidden: [] });
  assert.equal(app.value(0, "self"), 1_000);
});

test("a search that hits sync functions alone has no share of a range", () => {
  const theme = signal<"light" | "dark">("light");
  const app = createApp({ kind: "graph" as Kind, recording: recordingOf([5, 30]), theme, fragment: "" });
  app.search.value = "f1";
  assert.equal(app.hitShare.value, 30 / 35);
  assert.equal(app.isUntimed(1), false);
  app.range.value = [0, 1];
  assert.equal(app.hitShare.value, null);
  assert.equal(app.isUntimed(1), true);
  app.search.value = "nothing";
  assert.equal(app.hitShare.value, 0);
});
