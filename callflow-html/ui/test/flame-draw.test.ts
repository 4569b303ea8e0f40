import assert from "node:assert/strict";
import test from "node:test";
import { drawRows, hitsBefore, Tones, type Marks, type Scene, type Skin } from "../src/flame/draw.ts";
import { leftHeavy, type Flame } from "../src/flame/layout.ts";
import { single } from "../src/flame/sheet.ts";
import { SvgSurface } from "../src/surface.ts";
import { palette } from "./palette.ts";

const NAMES = ["main", "heavy", "light", "tiny1", "tiny2", "tiny3"];
const flame = leftHeavy({
  length: 6,
  parent: Int32Array.of(-1, 0, 0, 0, 0, 0),
  key: Int32Array.of(0, 1, 2, 3, 4, 5),
  weight: Float64Array.of(0, 700, 297, 1, 1, 1),
});
const skin: Skin = {
  fill: (of: Flame, box) => (of.key[box] < 0 ? "#dddddd" : "#aabbcc"),
  short: (of, box) => NAMES[of.key[box]] ?? "everything",
  full: (of, box) => `crate::${NAMES[of.key[box]] ?? "everything"}`,
  value: (of, box) => `${of.width[box]} ns`,
};
const none: Marks = { hits: null, selection: -1, hover: null, focus: null };

function drawn(marks: Marks, view = flame.world): { svg: string; narrow: number } {
  const surface = new SvgSurface(500, 100, () => 6);
  const before = new Map(marks.hits ? [[flame, hitsBefore(flame, marks.hits)]] : []);
  const scene: Scene = { sheet: single(flame), view, skin, tones: new Tones(palette), marks, before };
  const narrow = drawRows(surface, scene, 0, 3, 0, 500);
  return { svg: surface.toString(), narrow };
}

test("wide boxes carry names and values, narrow ones are counted", () => {
  const { svg, narrow } = drawn(none);
  assert.equal(narrow, 3);
  assert.match(svg, />crate::heavy<\/text>.*>700 ns<\/text>/);
  assert.match(svg, />crate::light</);
  assert.doesNotMatch(svg, /tiny/);
});

test("where the whole name does not fit, the short one stands", () => {
  assert.match(drawn(none, { from: 700, to: 3800 }).svg, />light</);
});

test("zoomed in, what was too narrow has its name", () => {
  const { svg, narrow } = drawn(none, { from: 997, to: 1000 });
  assert.equal(narrow, 0);
  for (const name of ["tiny1", "tiny2", "tiny3"]) assert.match(svg, new RegExp(name));
  assert.doesNotMatch(svg, /heavy/);
});

test("hits keep their colour, others step back, a hit among narrow boxes shows", () => {
  const { svg } = drawn({ ...none, hits: Uint8Array.of(0, 0, 1, 0, 1, 0) });
  assert.equal(svg.match(/fill="#aabbcc"/g)!.length, 1);
  assert.match(svg, /width="1" height="19" fill="#00f"/);
});

test("selection, focus and the pointer are outlined, the focus strongest", () => {
  const { svg } = drawn({ ...none, selection: 2, hover: { flame, box: 2 }, focus: { flame, box: 1 } });
  assert.match(svg, /fill="none" stroke="#00f" stroke-width="2.5"/);
  assert.match(svg, /fill="none" stroke="#000" stroke-width="1.5"/);
  assert.match(svg, /fill="none" stroke="#000" stroke-width="1"/);
});
