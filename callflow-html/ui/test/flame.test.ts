import assert from "node:assert/strict";
import test from "node:test";
import {
  EVERYTHING,
  inclusive,
  inverted,
  leftHeavy,
  sandwich,
  THREAD,
  type Flame,
  type FlameInput,
} from "../src/flame/layout.ts";
import { boxAt, boxNear, neighbour, rows, stackOf, walkRow } from "../src/flame/rows.ts";
import { timeOrdered } from "../src/flame/time.ts";

/** A forest of `length` entries over `keys` functions, the same for the same seed. */
export function forest(length: number, keys: number, seed = 1): FlameInput {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const parent = new Int32Array(length);
  const weight = new Float64Array(length);
  const key = new Int32Array(length);
  for (let entry = 0; entry < length; entry++) {
    parent[entry] =
      entry === 0
        ? -1
        : Math.max(
            -1,
            random() < 0.5 ? Math.floor(random() * entry) : entry - 1 - Math.floor(random() * Math.min(entry, 20)),
          );
    key[entry] = Math.floor(random() * keys);
    weight[entry] = Math.floor(random() * 1000);
  }
  return { length, parent, weight, key };
}

/** `main(a:10 b:5(c:3) a:2)` drawn by hand: a name, its own weight after a colon, its children in brackets. */
function drawn(text: string): { input: FlameInput; names: string[] } {
  const names: string[] = [];
  const parent: number[] = [];
  const weight: number[] = [];
  const key: number[] = [];
  const above: number[] = [-1];
  for (const token of text.match(/[()]|[^\s()]+/g)!) {
    if (token === "(") above.push(parent.length - 1);
    else if (token === ")") above.pop();
    else {
      const [name, own] = token.split(":");
      if (!names.includes(name!)) names.push(name!);
      parent.push(above[above.length - 1]);
      weight.push(Number(own ?? 0));
      key.push(names.indexOf(name!));
    }
  }
  return {
    names,
    input: {
      length: parent.length,
      parent: Int32Array.from(parent),
      weight: Float64Array.from(weight),
      key: Int32Array.from(key),
    },
  };
}

/** The rows of a flame graph as text: `name×width` from left to right. */
function told(flame: Flame, names: string[]): string[] {
  return Array.from({ length: rows(flame) }, (_, row) => {
    const boxes = [];
    for (let box = flame.rowFrom[row]; box < flame.rowFrom[row + 1]; box++) {
      boxes.push(`${flame.key[box] === EVERYTHING ? "*" : names[flame.key[box]]}×${flame.width[box]}`);
    }
    return boxes.join(" ");
  });
}

const sum = (values: Iterable<number>): number => [...values].reduce((all, value) => all + value, 0);

test("siblings of one function are one box, the heaviest first", () => {
  const { input, names } = drawn("main:1(a:2(c:1) b:9 a:4(c:1 d:1))");
  assert.deepEqual(told(leftHeavy(input), names), ["*×19", "main×19", "a×9 b×9", "c×2 d×1"]);
});

test("a box without any time is no box, what stands below it neither", () => {
  const { input, names } = drawn("main:1(idle:0(also:0) work:2)");
  assert.deepEqual(told(leftHeavy(input), names), ["*×3", "main×3", "work×2"]);
});

test("the inverted graph shows where the time is spent and who asked for it", () => {
  const { input, names } = drawn("main:1(a:2(c:5) b:3(c:1))");
  assert.deepEqual(told(inverted(input), names), [
    "*×12",
    "c×6 b×3 a×2 main×1",
    "a×5 b×1 main×3 main×2",
    "main×5 main×1",
  ]);
});

test("a sandwich counts recursion once, above and below alike", () => {
  const { input, names } = drawn("main:1(f:2(g:3(f:4(h:1))) k:1(f:5))");
  const { callers, callees } = sandwich(input, names.indexOf("f"));
  assert.deepEqual(told(callees, names), ["*×15", "f×15", "g×8", "f×5", "h×1"]);
  assert.deepEqual(told(callers, names), ["*×15", "f×15", "main×10 k×5", "main×5"]);
});

test("further columns add up per box", () => {
  const { input, names } = drawn("main:1(a:2 b:3 a:4)");
  const before = Float64Array.of(10, 20, 30, 40);
  const flame = leftHeavy({ ...input, more: [before] });
  const box = (name: string): number => flame.key.indexOf(names.indexOf(name));
  assert.equal(flame.more[0][0], 100);
  assert.equal(flame.more[0][box("main")], 100);
  assert.equal(flame.more[0][box("a")], 60);
  const up = inverted({ ...input, more: [before] });
  assert.equal(up.more[0][up.key.indexOf(names.indexOf("a"))], 60);
});

for (const [length, keys] of [
  [1, 1],
  [50, 5],
  [3000, 40],
  [8000, 100],
] as const) {
  const input = forest(length, keys);
  const total = sum(input.weight);

  test(`widths add up: ${length} entries`, () => {
    for (const flame of [leftHeavy(input), inverted(input)]) {
      assert.equal(flame.width[0], total);
      assert.equal(flame.cut, 0);
      assert.equal(sum(flame.own), total, "own weights add up to everything");
      for (let box = 0; box < flame.length; box++) {
        let below = flame.own[box];
        for (let child = flame.childFrom[box]; child < flame.childTo[box]; child++) {
          assert.equal(flame.parent[child], box);
          assert.equal(flame.x[child] >= flame.x[box], true);
          below += flame.width[child];
        }
        assert.equal(below, flame.width[box]);
      }
    }
  });

  test(`the first row of the inverted graph is each function's own weight: ${length} entries`, () => {
    const flame = inverted(input);
    const own = new Float64Array(keys);
    for (let entry = 0; entry < length; entry++) own[input.key[entry]] = own[input.key[entry]] + input.weight[entry];
    for (let box = flame.childFrom[0]; box < flame.childTo[0]; box++) {
      assert.equal(flame.width[box], own[flame.key[box]]);
      own[flame.key[box]] = 0;
    }
    assert.equal(sum(own), 0);
  });

  test(`every box is hit in its middle, and boxes of a row never overlap: ${length} entries`, () => {
    for (const flame of [leftHeavy(input), inverted(input)]) {
      for (let box = 0; box < flame.length; box++) {
        assert.equal(boxAt(flame, flame.row[box], flame.x[box] + flame.width[box] / 2), box);
        assert.equal(boxAt(flame, flame.row[box], flame.x[box]), box);
        if (box > flame.rowFrom[flame.row[box]]) assert.ok(flame.x[box - 1] + flame.width[box - 1] <= flame.x[box]);
      }
    }
  });
}

test("hit testing misses gaps, other rows and what lies outside", () => {
  const { input } = drawn("main:10(a:5)");
  const flame = leftHeavy(input);
  assert.equal(boxAt(flame, 2, 7), -1);
  assert.equal(boxAt(flame, 3, 1), -1);
  assert.equal(boxAt(flame, -1, 1), -1);
  assert.equal(boxAt(flame, 1, 15), -1);
  assert.equal(boxNear(flame, 2, 5.5, 1), 2);
  assert.equal(boxNear(flame, 2, 7, 1), -1);
});

test("no pixel hides a box that is wide enough, and each that has boxes shows something", () => {
  const flame = leftHeavy(forest(20000, 300));
  const pixels = 700;
  for (const view of [flame.world, { from: flame.world.to * 0.31, to: flame.world.to * 0.37 }]) {
    const scale = pixels / (view.to - view.from);
    for (let row = 0; row < rows(flame); row++) {
      const painted = new Uint8Array(pixels + 2);
      const shown = new Set<number>();
      let strokes = 0;
      let reached = -1;
      walkRow(flame, row, view, pixels, {
        box(box, left, width) {
          strokes++;
          shown.add(box);
          assert.ok(box > reached);
          reached = box;
          for (let at = Math.max(0, Math.floor(left)); at < Math.min(pixels, left + width); at++) painted[at] = 1;
        },
        run(first, last, left, width, cover) {
          strokes++;
          assert.ok(first > reached && last > first);
          reached = last - 1;
          assert.ok(cover > 0 && cover <= 1);
          for (let at = left; at < left + width; at++) painted[at] = 1;
          for (let box = first; box < last; box++) assert.ok(flame.width[box] * scale < 1);
        },
      });
      assert.ok(strokes <= 2 * pixels + 2, `${strokes} strokes in ${pixels} pixels`);
      let widest = -1;
      for (let box = flame.rowFrom[row]; box < flame.rowFrom[row + 1]; box++) {
        const left = (flame.x[box] - view.from) * scale;
        const right = left + flame.width[box] * scale;
        if (right <= 0 || left >= pixels) continue;
        if (right - left >= 1) assert.ok(shown.has(box));
        if (widest < 0 || flame.width[box] > flame.width[widest]) widest = box;
        assert.equal(painted[Math.max(0, Math.min(pixels - 1, Math.floor(left)))], 1);
      }
      if (widest >= 0 && flame.width[widest] * scale >= 1)
        assert.ok(shown.has(widest), "the widest box is drawn as itself");
    }
  }
});

test("a recursion 10,000 deep has 10,000 rows, whichever way up", () => {
  const length = 10_000;
  const input: FlameInput = {
    length,
    parent: Int32Array.from({ length }, (_, at) => at - 1),
    weight: new Float64Array(length).fill(1),
    key: Int32Array.from({ length }, (_, at) => (at % 7 === 0 ? 1 : 0)),
  };
  assert.equal(rows(leftHeavy(input)), length + 1);
  const up = inverted({ ...input, key: new Int32Array(length) });
  assert.equal(rows(up) > 500, true);
  assert.equal(up.width[0], length);
  assert.equal(inclusive(input)[0], length);
});

test("what is too much to build is cut and counted, never half counted", () => {
  const length = 12_000;
  const flame = inverted({
    length,
    parent: Int32Array.from({ length }, (_, at) => at - 1),
    weight: new Float64Array(length).fill(1),
    key: new Int32Array(length),
  });
  assert.ok(flame.cut > 0);
  assert.equal(sum(flame.own), length);
});

test("polls stand on the poll of the same thread that they began in", () => {
  const flame = timeOrdered(
    {
      length: 5,
      key: Int32Array.of(0, 1, 2, 1, 3),
      start: Float64Array.of(0, 10, 20, 50, 5),
      end: Float64Array.of(100, 40, 30, 60, 500),
      thread: Float64Array.of(1, 1, 1, 1, 2),
    },
    { from: 0, to: 200 },
  );
  const told = Array.from(
    { length: flame.length },
    (_, box) => `${flame.row[box]}:${flame.key[box]}@${flame.x[box]}+${flame.width[box]}`,
  );
  assert.deepEqual(told, [
    `0:${THREAD - 1}@0+200`,
    "1:0@0+100",
    "2:1@10+30",
    "2:1@50+10",
    "3:2@20+10",
    `4:${THREAD - 2}@0+200`,
    "5:3@5+195",
  ]);
  assert.deepEqual(stackOf(flame, 4), [0, 1, 2, 4]);
  assert.equal(flame.own[1], 60);
  for (let box = 0; box < flame.length; box++)
    assert.equal(boxAt(flame, flame.row[box], flame.x[box] + flame.width[box] / 2), box);
});

test("arrow keys walk to the caller, the heaviest callee and the neighbours", () => {
  const { input, names } = drawn("main:1(a:6(c:3) b:2(d:1))");
  const flame = leftHeavy(input);
  const box = (name: string): number => flame.key.indexOf(names.indexOf(name));
  assert.equal(neighbour(flame, box("main"), "down"), box("a"));
  assert.equal(neighbour(flame, box("a"), "right"), box("b"));
  assert.equal(neighbour(flame, box("b"), "right"), box("b"));
  assert.equal(neighbour(flame, box("c"), "right"), box("d"));
  assert.equal(neighbour(flame, box("d"), "up"), box("b"));
  assert.equal(neighbour(flame, 0, "up"), 0);
});

test("nothing is drawn of nothing", () => {
  const flame = leftHeavy({
    length: 0,
    parent: new Int32Array(0),
    weight: new Float64Array(0),
    key: new Int32Array(0),
  });
  assert.equal(flame.length, 1);
  assert.equal(flame.width[0], 0);
});
