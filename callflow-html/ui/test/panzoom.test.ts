import assert from "node:assert/strict";
import { test } from "node:test";
import { centred, fitted, held, moved, pinched, revealing, zoomed, type Point, type View } from "../src/panzoom.ts";

const LIMITS = { least: 0.1, most: 4 };

/** The point of the drawing that is under a point of the pane. */
function under(view: View, at: Point): Point {
  return { x: (at.x - view.x) / view.k, y: (at.y - view.y) / view.k };
}

function same(a: Point, b: Point): void {
  assert.ok(Math.abs(a.x - b.x) < 1e-9 && Math.abs(a.y - b.y) < 1e-9, `${a.x}, ${a.y} is not ${b.x}, ${b.y}`);
}

test("zooming leaves what is under the pointer where it is", () => {
  const view = { x: 30, y: -50, k: 0.8 };
  const at = { x: 200, y: 120 };
  for (const factor of [0.5, 1.1, 3]) same(under(zoomed(view, at, factor, LIMITS), at), under(view, at));
});

test("zooming stops at its limits, and still holds the point", () => {
  const view = { x: 0, y: 0, k: 1 };
  const at = { x: 10, y: 20 };
  assert.equal(zoomed(view, at, 100, LIMITS).k, 4);
  assert.equal(zoomed(view, at, 0.001, LIMITS).k, 0.1);
  same(under(zoomed(view, at, 100, LIMITS), at), under(view, at));
});

test("two fingers keep what they hold", () => {
  const view = { x: 5, y: 6, k: 1 };
  const before: [Point, Point] = [{ x: 100, y: 100 }, { x: 200, y: 100 }];
  const after: [Point, Point] = [{ x: 80, y: 140 }, { x: 280, y: 140 }];
  const next = pinched(view, before, after, LIMITS);
  assert.equal(next.k, 2);
  same(under(next, after[0]), under(view, before[0]));
  same(under(next, after[1]), under(view, before[1]));
});

test("a drawing is fitted in the middle, and never enlarged", () => {
  assert.deepEqual(fitted({ width: 100, height: 50 }, { width: 300, height: 200 }, 10), { x: 100, y: 75, k: 1 });
  assert.deepEqual(fitted({ width: 560, height: 100 }, { width: 300, height: 200 }, 10), { x: 10, y: 75, k: 0.5 });
});

test("a drawing cannot be lost", () => {
  const content = { width: 1000, height: 400 };
  const pane = { width: 300, height: 200 };
  assert.deepEqual(held({ x: 5000, y: -5000, k: 1 }, content, pane), { x: 240, y: -340, k: 1 });
  const inside = { x: -100, y: -50, k: 1 };
  assert.deepEqual(held(inside, content, pane), inside);
});

test("what is in sight is not moved; what is not is moved just so far", () => {
  const pane = { width: 300, height: 200 };
  const view = { x: 0, y: 0, k: 1 };
  assert.equal(revealing(view, { x: 50, y: 50, width: 100, height: 40 }, pane), view);
  assert.deepEqual(revealing(view, { x: 250, y: 50, width: 100, height: 40 }, pane), { x: -74, y: 0, k: 1 });
  assert.deepEqual(revealing(view, { x: -50, y: 190, width: 100, height: 40 }, pane), { x: 74, y: -54, k: 1 });
});

test("what is larger than the pane is shown from its beginning", () => {
  const next = revealing({ x: 0, y: 0, k: 1 }, { x: 400, y: 0, width: 900, height: 10 }, { width: 300, height: 200 });
  assert.equal(next.x, 24 - 400);
});

test("centring puts the middle of a box into the middle of the pane", () => {
  const pane = { width: 300, height: 200 };
  const view = centred({ x: 100, y: 40, width: 60, height: 20 }, 2, pane);
  same(under(view, { x: 150, y: 100 }), { x: 130, y: 50 });
  assert.deepEqual(moved(view, 1, 2), { x: view.x + 1, y: view.y + 2, k: 2 });
});
