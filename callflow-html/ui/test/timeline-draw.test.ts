import assert from "node:assert/strict";
import test from "node:test";
import { Ended } from "../src/model.ts";
import { SvgSurface } from "../src/surface.ts";
import {
  drawHead,
  drawLanes,
  drawOutlines,
  HEAD,
  LANE,
  type Outline,
  type TimelineMarks,
  type TimelineScene,
} from "../src/timeline/draw.ts";
import { familyOf, packed, peakOf } from "../src/timeline/layout.ts";
import { palette } from "./palette.ts";
import { timelineOf, type Call } from "./timelines.ts";

const none: TimelineMarks = {
  lit: null,
  selection: -1,
  hover: -1,
  focus: -1,
  critical: new Set(),
  links: [],
  range: null,
  cursor: -1,
};

function sceneOf(calls: readonly Call[], marks: Partial<TimelineMarks> = {}, to = 1000): TimelineScene {
  const timeline = timelineOf(calls, [
    [0, 2],
    [500, 1],
  ]);
  return {
    timeline,
    lanes: packed(timeline, familyOf(timeline)),
    world: { from: 0, to },
    view: { from: 0, to },
    peak: peakOf(timeline),
    skin: { fill: () => "#aabbcc", name: (call) => `call${call}` },
    palette,
    marks: { ...none, ...marks },
  };
}

function lanes(scene: TimelineScene): { svg: string; outlines: readonly Outline[] } {
  const surface = new SvgSurface(500, 200, () => 6);
  const outlines = drawLanes(surface, scene, 0, scene.lanes.count, 0, 500);
  drawOutlines(surface, outlines);
  return { svg: surface.toString(), outlines };
}

test("each outcome has a shape of its own, ends that went well have none", () => {
  const svg = (ended: Ended): string => lanes(sceneOf([{ start: 0, end: 800, ended }])).svg;
  const shapes = [Ended.Ok, Ended.Error, Ended.Panicked, Ended.Cancelled, Ended.InFlight].map((ended) => {
    const drawing = svg(ended);
    return [
      /<polygon[^>]*fill="#a30"/.test(drawing),
      /<rect[^>]*fill="#a30"/.test(drawing),
      /<line[^>]*stroke="#555"/.test(drawing),
      /<polyline/.test(drawing),
    ];
  });
  assert.deepEqual(shapes, [
    [false, false, false, false],
    [true, false, false, false],
    [false, true, false, false],
    [false, false, true, false],
    [false, false, false, true],
  ]);
});

test("polls are blocks as wide as they took, gaps between them a line", () => {
  const { svg } = lanes(
    sceneOf([
      {
        start: 0,
        end: 1000,
        polls: [
          [0, 100],
          [900, 1000],
        ],
      },
    ]),
  );
  assert.equal(svg.match(/width="50" height="6"/g)!.length, 2);
  assert.match(svg, /width="500" height="1" fill="#9ab"/);
});

test("of calls too narrow to tell apart one is drawn, but a failed one always", () => {
  const calls: Call[] = Array.from({ length: 400 }, (_, at) => ({
    start: 2 * at,
    end: 2 * at + 1,
    ended: at === 399 ? Ended.Error : Ended.Ok,
  }));
  const { svg } = lanes(sceneOf(calls, {}, 100_000));
  assert.ok(svg.match(new RegExp(`height="${LANE - 2 - 6}"`, "g"))!.length <= 6);
  assert.match(svg, /<polygon[^>]*fill="#a30"/);
});

test("the focus is outlined strongest, the selection least", () => {
  const { outlines } = lanes(
    sceneOf(
      [
        { start: 0, end: 300 },
        { start: 400, end: 700 },
      ],
      { selection: 0, focus: 1 },
    ),
  );
  assert.deepEqual(
    outlines.map(({ thick, colour }) => [thick, colour]),
    [
      [1, "#000"],
      [2.5, "#00f"],
    ],
  );
});

test("the head names the peak, the range and what the pointer is at", () => {
  const surface = new SvgSurface(500, HEAD, () => 6);
  drawHead(surface, sceneOf([{ start: 0, end: 900 }], { range: { from: 200, to: 600 }, cursor: 100 }), 500, {
    range: "400 ns \u00b7 1 call",
    cursor: "200 ns \u00b7 2 tasks",
    count: (tasks) => `${tasks} tasks`,
  });
  const svg = surface.toString();
  for (const words of ["peak 2 tasks", "400 ns \u00b7 1 call", "200 ns \u00b7 2 tasks", "0", "1.0\u00a0µs"])
    assert.ok(svg.includes(words), words);
});
