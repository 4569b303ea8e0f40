import assert from "node:assert/strict";
import { test } from "node:test";
import { layout } from "../src/graph/layout.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Scene } from "../src/graph/scene.ts";
import { byShare, SIGN_HEIGHT, signs } from "../src/graph/signs.ts";

const COUNT = 200;
const fitting = { name: (name: string): string => name, width: (text: string): number => 7 * text.length };

/** One function that calls all others; function `i` has a share of 1 in `i + 1`, except the last, which has all. */
function scene(): Scene {
  const rows = Array.from({ length: COUNT }, (_, row) => row);
  return {
    nodes: rows.map((row) => ({ row, name: `f${row}`, share: row === COUNT - 1 ? 1 : 1 / (row + 2) })),
    edges: [],
    layout: layout({
      width: new Float64Array(COUNT).fill(NODE_WIDTH),
      height: new Float64Array(COUNT).fill(NODE_HEIGHT),
      from: new Int32Array(COUNT - 1),
      to: Int32Array.from(rows.slice(1)),
    }),
  } as unknown as Scene;
}

const pane = { width: 900, height: 450 };

test("far away the heaviest nodes have signs that stand on them, in the pane, and clear of each other", () => {
  const drawn = scene();
  const order = byShare(drawn);
  const k = pane.height / drawn.layout.height;
  const made = signs(drawn, order, { x: 0, y: 0, k }, pane, fitting, [], null);
  assert.equal(made[0].node, COUNT - 1, "the heaviest first");
  assert.ok(made.length > 8 && made.length <= 16, String(made.length));
  for (const [i, one] of made.entries()) {
    const middle = k * (drawn.layout.y[one.node] + NODE_HEIGHT / 2);
    assert.ok(one.y <= middle + 0.01 && middle <= one.y + SIGN_HEIGHT + 0.01, "on its node");
    assert.ok(one.x >= 0 && one.x + one.width <= pane.width && one.y >= 0 && one.y + SIGN_HEIGHT <= pane.height);
    for (const other of made.slice(0, i)) {
      const meets = one.x < other.x + other.width && other.x < one.x + one.width && Math.abs(one.y - other.y) < SIGN_HEIGHT;
      assert.ok(!meets, `${other.text} and ${one.text}`);
    }
  }
});

test("near by there are none; what is pointed at has one always, and a search has those of its hits", () => {
  const drawn = scene();
  const order = byShare(drawn);
  const far = { x: 0, y: 0, k: 0.04 };
  assert.deepEqual(signs(drawn, order, { x: 0, y: 0, k: 0.5 }, pane, fitting, [3], null), []);
  const light = order[COUNT - 1];
  assert.equal(signs(drawn, order, far, pane, fitting, [-1, light], null)[0].node, light);
  const hits = new Uint8Array(COUNT);
  hits[light] = 1;
  assert.deepEqual(signs(drawn, order, far, pane, fitting, [], hits).map(({ node }) => node), [light]);
});
