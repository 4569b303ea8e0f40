import { grouped } from "./digraph.ts";
import type { Layout } from "./layout.ts";

export const NODE_WIDTH = 188;
export const NODE_HEIGHT = 40;

/** How a node differs from its like in the other recording. */
export type Tone = "" | "more" | "less" | "same" | "new" | "gone";

export interface SceneNode {
  /** What the node stands for: a row of a table of whoever made the scene. */
  readonly row: number;
  readonly name: string;
  /** Below the name on the left: its module. */
  readonly about: string;
  /** Below the name on the right: its time. */
  readonly value: string;
  /** From 0 to 1: the length of its bar, and of the part of it that the function spends itself. */
  readonly share: number;
  readonly own: number;
  /** The colour of its module. */
  readonly colour: string;
  readonly tone: Tone;
  /** Only the other drawing has it. */
  readonly ghost: boolean;
  /** What a screen reader says, and a tooltip shows. */
  readonly title: string;
}

export interface SceneEdge {
  /** Indices of nodes. */
  readonly from: number;
  readonly to: number;
  /** From 0 to 1: how thick it is. */
  readonly weight: number;
  /** The call began away from its caller: spawned. */
  readonly detached: boolean;
  readonly ghost: boolean;
  readonly title: string;
  /** Beside an edge that leads back to its node: how often. */
  readonly label?: string;
}

/** Everything that a drawing of a graph needs; edge `e` is edge `e` of the layout. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
  readonly layout: Layout;
}

/** Which edges touch a node, heaviest first. */
export interface Links {
  readonly outStart: Int32Array;
  readonly out: Int32Array;
  readonly inStart: Int32Array;
  readonly in: Int32Array;
}

export function links({ nodes, edges }: Scene): Links {
  const heavy = Int32Array.from(edges.keys()).sort((a, b) => edges[b].weight - edges[a].weight || a - b);
  const [outStart, out] = grouped(nodes.length, heavy.map((e) => edges[e].from));
  const [inStart, into] = grouped(nodes.length, heavy.map((e) => edges[e].to));
  return { outStart, out: out.map((i) => heavy[i]), inStart, in: into.map((i) => heavy[i]) };
}

export function strokeWidth(edge: SceneEdge): number {
  if (edge.ghost) return 1;
  // A loop is small: thick it would be a blot.
  return 1 + (edge.from === edge.to ? 2 : 6) * Math.min(1, edge.weight) ** 0.7;
}

/** What draws a line: a canvas, a `Path2D`, or text for an SVG. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void;
}

/** Follows an edge: level at every point, straight past boxes. */
export function trace(pen: Pen, layout: Layout, e: number, from: number): void {
  const { pointX, pointY, points } = layout;
  const begin = points[e];
  const end = points[e + 1];
  if (begin === end) {
    // From the top of the box round its corner and back into its side.
    const { x, y } = corner(layout, from);
    pen.moveTo(x - 34, y);
    pen.bezierCurveTo(x - 34, y - 13, x - 26, y - 17, x - 13, y - 17);
    pen.lineTo(x + 4, y - 17);
    pen.bezierCurveTo(x + 16, y - 17, x + 19, y - 10, x + 19, y - 3);
    pen.bezierCurveTo(x + 19, y + 6, x + 16, y + 11, x + HEAD, y + 11);
    return;
  }
  const last = end - 1;
  const way = Math.sign(pointX[last] - pointX[begin]) || 1;
  pen.moveTo(pointX[begin], pointY[begin]);
  for (let i = begin + 1; i < end; i++) {
    const [x0, y0] = [pointX[i - 1], pointY[i - 1]];
    const x1 = i === last ? pointX[i] - way * HEAD : pointX[i];
    const y1 = pointY[i];
    if (y0 === y1) pen.lineTo(x1, y1);
    else pen.bezierCurveTo(x0 + (x1 - x0) / 2, y0, x0 + (x1 - x0) / 2, y1, x1, y1);
  }
}

/** The upper right corner of a node. */
function corner({ x, y }: Layout, node: number): { x: number; y: number } {
  return { x: x[node] + NODE_WIDTH, y: y[node] };
}

/** Where the label of a loop ends. */
export function besideLoop(layout: Layout, node: number): { x: number; y: number } {
  const { x, y } = corner(layout, node);
  return { x: x - 40, y: y - 6 };
}

/** The length of an arrow's head. */
export const HEAD = 7;

/** The tip of an edge's arrow, and 1 or −1 for the side to which it points. */
export function tip(layout: Layout, e: number, from: number): { x: number; y: number; way: number } {
  const end = layout.points[e + 1];
  if (end === layout.points[e]) {
    const { x, y } = corner(layout, from);
    return { x, y: y + 11, way: -1 };
  }
  return { x: layout.pointX[end - 1], y: layout.pointY[end - 1], way: layout.back[e] === 1 ? -1 : 1 };
}

/** Text for the `d` of an SVG path. */
export class PathText implements Pen {
  #text = "";

  moveTo(x: number, y: number): void {
    this.#text += `M${n(x)} ${n(y)}`;
  }

  lineTo(x: number, y: number): void {
    this.#text += `L${n(x)} ${n(y)}`;
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#text += `C${n(x1)} ${n(y1)} ${n(x2)} ${n(y2)} ${n(x)} ${n(y)}`;
  }

  toString(): string {
    return this.#text;
  }
}

/** Tenths of a pixel are finer than any screen at the scales that are drawn. */
function n(value: number): number {
  return Math.round(value * 10) / 10;
}
