import type { View } from "../panzoom.ts";
import { FONT } from "../surface.ts";
import type { Fitting } from "./names.ts";
import type { Palette } from "./palette.ts";
import { besideLoop, NODE_HEIGHT, NODE_WIDTH, strokeWidth, tip, trace, HEAD, type Scene } from "./scene.ts";
import { READABLE } from "./signs.ts";
import { labels, LEFT, RIGHT } from "./svg.ts";

/** What is marked in a drawing, by index of node. */
export interface Marks {
  readonly selected: number;
  readonly focused: number;
  readonly hovered: number;
  /** 1 for a node that the search hits; null without a search. */
  readonly hits: Uint8Array | null;
  /** 1 for edges of the node under the pointer, or else of the selected one; null without either. */
  readonly near: Uint8Array | null;
}

/** From this scale on lines are curved; below nobody sees it. */
const CURVED = 0.25;
/** Below this scale a box is a spot of colour. */
const TINY = 0.12;
const DASH = [5, 4];

/** Draws large graphs: only what is in the pane, and no more detail than its scale shows. */
export class CanvasDrawing {
  readonly #scene: Scene;
  readonly #fitting: Fitting;
  /** Edges that look alike, so that each look is one stroke. */
  readonly #looks = new Map<string, { readonly width: number; readonly dashed: boolean; readonly edges: number[] }>();
  /** Left, top, right and bottom of each edge. */
  readonly #boxes: Float64Array;
  readonly #labels = new Map<number, { name: string; about: string; value: string }>();

  constructor(scene: Scene, fitting: Fitting) {
    this.#scene = scene;
    this.#fitting = fitting;
    this.#boxes = boxes(scene);
    scene.edges.forEach((edge, e) => {
      const width = Math.round(strokeWidth(edge));
      const dashed = edge.detached || edge.ghost;
      const look = `${width}${dashed}`;
      const same = this.#looks.get(look);
      if (same) same.edges.push(e);
      else this.#looks.set(look, { width, dashed, edges: [e] });
    });
  }

  draw(context: CanvasRenderingContext2D, view: View, width: number, height: number, palette: Palette, marks: Marks): void {
    const ratio = context.canvas.width / Math.max(1, width);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.globalAlpha = 1;
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
    const area = {
      left: -view.x / view.k,
      top: -view.y / view.k,
      right: (width - view.x) / view.k,
      bottom: (height - view.y) / view.k,
    };
    this.#edges(context, view.k, area, palette, marks);
    this.#nodes(context, view.k, area, palette, marks);
  }

  #edges(context: CanvasRenderingContext2D, k: number, area: Area, palette: Palette, marks: Marks): void {
    const { layout, edges } = this.#scene;
    const box = this.#boxes;
    const seen = (e: number): boolean =>
      box[4 * e] <= area.right && box[4 * e + 2] >= area.left && box[4 * e + 1] <= area.bottom && box[4 * e + 3] >= area.top;
    const line = (e: number): void => {
      if (k >= CURVED || layout.points[e] === layout.points[e + 1]) {
        trace(context, layout, e, edges[e].from);
        return;
      }
      context.moveTo(layout.pointX[layout.points[e]], layout.pointY[layout.points[e]]);
      for (let i = layout.points[e] + 1; i < layout.points[e + 1]; i++) context.lineTo(layout.pointX[i], layout.pointY[i]);
    };
    context.lineCap = "butt";
    // Far away thousands of lines would cover what they join.
    context.globalAlpha = marks.hits ? 0.35 : k < TINY ? 0.2 : k < CURVED ? 0.6 : 1;
    context.strokeStyle = palette.edge;
    for (const look of this.#looks.values()) {
      // A line thinner than a pixel costs more to draw and is not seen better.
      context.lineWidth = Math.max(look.width, 0.7 / k);
      context.setLineDash(look.dashed && k >= CURVED ? DASH : []);
      // Thousands of short lines are fastest as one; long curves that overlap are not.
      const isOne = k < CURVED;
      if (isOne) context.beginPath();
      for (const e of look.edges) {
        if (!seen(e)) continue;
        if (!isOne) context.beginPath();
        line(e);
        if (!isOne) context.stroke();
      }
      if (isOne) context.stroke();
    }
    context.setLineDash([]);
    if (k >= CURVED) {
      context.fillStyle = palette.head;
      context.beginPath();
      for (let e = 0; e < edges.length; e++) if (seen(e)) this.#head(context, e);
      context.fill();
    }
    if (k >= READABLE) {
      context.font = `11px ${FONT}`;
      context.textAlign = "right";
      context.fillStyle = palette.muted;
      edges.forEach(({ from, label }, e) => {
        if (label === undefined || !seen(e)) return;
        const { x, y } = besideLoop(layout, from);
        context.fillText(label, x, y);
      });
    }
    context.globalAlpha = 1;
    if (!marks.near) return;
    context.strokeStyle = palette.accent;
    context.fillStyle = palette.accent;
    for (let e = 0; e < edges.length; e++) {
      if (marks.near[e] === 0 || !seen(e)) continue;
      context.lineWidth = Math.max(strokeWidth(edges[e]), 1.5 / k);
      context.beginPath();
      line(e);
      context.stroke();
      context.beginPath();
      this.#head(context, e);
      context.fill();
    }
  }

  #head(context: CanvasRenderingContext2D, e: number): void {
    const edge = this.#scene.edges[e];
    const { x, y, way } = tip(this.#scene.layout, e, edge.from);
    const half = 3 + strokeWidth(edge) / 3;
    context.moveTo(x, y);
    context.lineTo(x - way * HEAD, y - half);
    context.lineTo(x - way * HEAD, y + half);
    context.closePath();
  }

  #nodes(context: CanvasRenderingContext2D, k: number, area: Area, palette: Palette, marks: Marks): void {
    const { nodes, layout } = this.#scene;
    const legible = k >= READABLE;
    for (let v = 0; v < nodes.length; v++) {
      const x = layout.x[v];
      const y = layout.y[v];
      if (x > area.right || x + NODE_WIDTH < area.left || y > area.bottom || y + NODE_HEIGHT < area.top) continue;
      const node = nodes[v];
      context.globalAlpha = marks.hits && marks.hits[v] === 0 && v !== marks.selected ? 0.25 : 1;
      if (k < TINY && !node.ghost) {
        // Smaller than a word: its colour says where it belongs, its bar nothing any more.
        context.fillStyle = node.tone === "" || node.tone === "same" ? node.colour : palette.tone[node.tone];
        context.fillRect(x, y, NODE_WIDTH, NODE_HEIGHT);
      } else {
        context.fillStyle = v === marks.selected ? palette.chosen : palette.panel;
        if (!node.ghost) context.fillRect(x, y, NODE_WIDTH, NODE_HEIGHT);
        context.strokeStyle = palette.tone[node.tone];
        context.lineWidth = 1.2;
        context.setLineDash(node.ghost ? DASH : []);
        context.strokeRect(x, y, NODE_WIDTH, NODE_HEIGHT);
        context.setLineDash([]);
        if (!node.ghost) {
          context.fillStyle = node.colour;
          context.fillRect(x + 0.6, y + 0.6, 4.4, NODE_HEIGHT - 1.2);
          const room = NODE_WIDTH - LEFT - RIGHT;
          context.fillStyle = palette.bar;
          if (node.share > 0) context.fillRect(x + LEFT, y + NODE_HEIGHT - 6, Math.max(1, node.share * room), 3);
          context.fillStyle = palette.own;
          if (node.own > 0) context.fillRect(x + LEFT, y + NODE_HEIGHT - 6, node.own * room, 3);
        }
        if (legible) this.#text(context, v, x, y, palette);
      }
      const marked = v === marks.focused || v === marks.selected || v === marks.hovered;
      if (!marked && !(marks.hits && marks.hits[v] === 1)) continue;
      context.globalAlpha = 1;
      context.strokeStyle = v === marks.selected ? palette.text : palette.accent;
      context.lineWidth = Math.max(2, 2 / k);
      context.strokeRect(x, y, NODE_WIDTH, NODE_HEIGHT);
    }
    context.globalAlpha = 1;
  }

  #text(context: CanvasRenderingContext2D, v: number, x: number, y: number, palette: Palette): void {
    const node = this.#scene.nodes[v];
    let shown = this.#labels.get(v);
    if (shown === undefined) this.#labels.set(v, (shown = labels(node, this.#fitting)));
    context.textAlign = "left";
    context.fillStyle = node.ghost ? palette.muted : palette.text;
    context.font = `600 12px ${FONT}`;
    context.fillText(shown.name, x + LEFT, y + 15);
    context.font = `11px ${FONT}`;
    context.fillStyle = palette.muted;
    context.fillText(shown.about, x + LEFT, y + 29);
    context.fillStyle = node.tone === "" || node.tone === "same" ? palette.text : palette.tone[node.tone];
    context.textAlign = "right";
    context.fillText(shown.value, x + NODE_WIDTH - RIGHT, y + 29);
  }
}

interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function boxes({ edges, layout }: Scene): Float64Array {
  const made = new Float64Array(4 * edges.length);
  edges.forEach((edge, e) => {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const reach = (x: number, y: number): void => {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    };
    for (let i = layout.points[e]; i < layout.points[e + 1]; i++) reach(layout.pointX[i], layout.pointY[i]);
    if (left > right) {
      reach(layout.x[edge.from], layout.y[edge.from] - 20);
      reach(layout.x[edge.from] + NODE_WIDTH + 20, layout.y[edge.from] + NODE_HEIGHT);
    }
    made.set([left - 8, top - 8, right + 8, bottom + 8], 4 * e);
  });
  return made;
}
