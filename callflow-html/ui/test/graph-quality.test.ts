import assert from "node:assert/strict";
import { test } from "node:test";
import { instance } from "@viz-js/viz";
import { layout, SPACING } from "../src/graph/layout.ts";
import { heaviest, part, program } from "./synthetic.ts";

interface Fixture {
  readonly name: string;
  readonly nodes: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

interface Drawing {
  /** Pairs of edges that cross when each is drawn as a straight line between the middles of its nodes. */
  readonly crossings: number;
  /** Size across the layers. */
  readonly breadth: number;
}

function fixtures(): Fixture[] {
  const small = program(50);
  const large = program(500);
  return [
    { name: "50 functions", nodes: 50, ...part(small, heaviest(small, 50)) },
    { name: "top 120 of 500", nodes: 120, ...part(large, heaviest(large, 120)) },
    { name: "500 functions", nodes: 500, ...part(large, heaviest(large, 500)) },
  ];
}

/** Drawn from left to right, as pages do it, and with wide boxes on top of each other, as Graphviz does by default. */
const BOXES = [
  { name: "left to right", along: 176, across: 36 },
  { name: "top down", along: 36, across: 176 },
];

function drawn(fixture: Fixture, along: number, across: number): Drawing {
  const made = layout({
    width: new Float64Array(fixture.nodes).fill(along),
    height: new Float64Array(fixture.nodes).fill(across),
    from: fixture.from,
    to: fixture.to,
  });
  return { crossings: crossings(fixture, made.x, made.y), breadth: made.height };
}

async function dot(fixture: Fixture, along: number, across: number): Promise<Drawing> {
  const viz = await instance();
  const inch = 72;
  const graph = {
    graphAttributes: { rankdir: "LR", nodesep: SPACING.nodes / inch, ranksep: SPACING.layer / inch },
    nodeAttributes: { shape: "box", fixedsize: true, width: along / inch, height: across / inch, label: "" },
    edgeAttributes: { arrowhead: "none" },
    nodes: Array.from({ length: fixture.nodes }, (_, v) => ({ name: `n${v}` })),
    edges: Array.from(fixture.from, (v, e) => ({ tail: `n${v}`, head: `n${fixture.to[e]}` })),
  };
  const made = viz.renderJSON(graph, { engine: "dot" }) as { bb: string; objects: { name: string; pos: string }[] };
  const x = new Float64Array(fixture.nodes);
  const y = new Float64Array(fixture.nodes);
  for (const { name, pos } of made.objects) {
    const [px, py] = pos.split(",").map(Number);
    x[Number(name.slice(1))] = px;
    y[Number(name.slice(1))] = py;
  }
  const [, low, , high] = made.bb.split(",").map(Number);
  return { crossings: crossings(fixture, x, y), breadth: high - low };
}

function crossings({ from, to }: Fixture, x: Float64Array, y: Float64Array): number {
  const side = (a: number, b: number, c: number): number =>
    Math.sign((x[b] - x[a]) * (y[c] - y[a]) - (y[b] - y[a]) * (x[c] - x[a]));
  let sum = 0;
  for (let e = 0; e < from.length; e++) {
    for (let f = 0; f < e; f++) {
      const [a, b, c, d] = [from[e], to[e], from[f], to[f]];
      if (a === c || a === d || b === c || b === d) continue;
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) sum++;
    }
  }
  return sum;
}

for (const { name: way, along, across } of BOXES) {
  for (const fixture of fixtures()) {
    test(`${fixture.name}, ${way}, are drawn about as well as dot draws them`, async (t) => {
      const ours = drawn(fixture, along, across);
      const theirs = await dot(fixture, along, across);
      t.diagnostic(
        `crossings ${ours.crossings}, dot ${theirs.crossings}; ` +
          `breadth ${ours.breadth.toFixed(0)}, dot ${theirs.breadth.toFixed(0)}`,
      );
      assert.ok(ours.crossings <= 1.25 * theirs.crossings + 10, `${ours.crossings} crossings, dot ${theirs.crossings}`);
      assert.ok(ours.breadth <= 1.15 * theirs.breadth, `${ours.breadth} across, dot ${theirs.breadth}`);
    });
  }
}
