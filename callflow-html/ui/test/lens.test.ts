import assert from "node:assert/strict";
import test from "node:test";
import { firstWhere, inside, parseExtent, printExtent, zoomed } from "../src/extent.ts";
import { Lens } from "../src/lens.ts";

const world = { from: 0, to: 1000 };

test("what is at the pointer stays there while zooming", () => {
  const view = zoomed({ from: 200, to: 600 }, world, 300, 0.5);
  assert.deepEqual(view, { from: 250, to: 450 });
  assert.equal((300 - view.from) / (view.to - view.from), (300 - 200) / 400);
});

test("nothing outside the world is looked at", () => {
  assert.deepEqual(inside({ from: -50, to: 150 }, world), { from: 0, to: 200 });
  assert.deepEqual(inside({ from: 900, to: 1300 }, world), { from: 600, to: 1000 });
  assert.deepEqual(inside({ from: -500, to: 2500 }, world), world);
});

test("an extent comes back from an address, anything else does not", () => {
  const extent = { from: 12.5, to: 1e9 };
  assert.deepEqual(parseExtent(printExtent(extent)), extent);
  for (const text of ["", "1", "2,1", "a,b", "1,2,3", "1,Infinity"]) assert.equal(parseExtent(text), null);
});

test("binary search finds the first that holds", () => {
  for (let answer = 0; answer <= 7; answer++)
    assert.equal(
      firstWhere(0, 7, (at) => at >= answer),
      answer,
    );
});

test("the way back leads through zooms, and to where the drawing was scrolled", () => {
  const window = { width: 100, scrollTop: 40 };
  const lens = new Lens(world, window);
  lens.go({ from: 100, to: 200 });
  window.scrollTop = 80;
  lens.go({ from: 150, to: 160 });
  assert.equal(lens.perPixel, 0.1);
  assert.equal(lens.back(), true);
  assert.deepEqual([lens.view, window.scrollTop], [{ from: 100, to: 200 }, 80]);
  assert.equal(lens.back(), true);
  assert.deepEqual([lens.view, window.scrollTop, lens.isZoomed], [world, 40, false]);
  assert.equal(lens.back(), false);
  lens.look({ from: 100, to: 200 });
  assert.equal(lens.back(), true, "without a past, back to all of it");
  assert.deepEqual(lens.view, world);
});

test("what is out of sight is brought into the middle, what is in sight stays", () => {
  const lens = new Lens(world, { width: 100, scrollTop: 0 });
  lens.look({ from: 0, to: 100 });
  lens.bring({ from: 90, to: 120 });
  assert.deepEqual(lens.view, { from: 0, to: 100 });
  lens.bring({ from: 500, to: 520 });
  assert.deepEqual(lens.view, { from: 460, to: 560 });
});

test("with nothing to zoom out of, the wheel is the page's", () => {
  const lens = new Lens(world, { width: 100, scrollTop: 0 });
  const turn = (deltaY: number): WheelEvent => ({ deltaX: 0, deltaY, deltaMode: 0 }) as WheelEvent;
  assert.equal(lens.wheel(500, turn(100)), false);
  assert.equal(lens.wheel(500, turn(-100)), true);
  assert.equal(lens.wheel(500, turn(100)), true);
});
