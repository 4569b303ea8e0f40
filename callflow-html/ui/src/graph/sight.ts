import { fitted, type Size, type View } from "../panzoom.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Scene } from "./scene.ts";

/** The scale below which a graph does not open: names could not be read. */
const READABLE = 0.6;
const MARGIN = 24;

export function wholeView(scene: Scene | null, pane: Size): View {
  return fitted(scene?.layout ?? { width: 1, height: 1 }, pane, MARGIN);
}

/** All of it where names can be read then; otherwise as much as can, from its heaviest function on. */
export function openingView(scene: Scene | null, pane: Size): View {
  const whole = wholeView(scene, pane);
  if (scene === null || scene.nodes.length === 0 || whole.k >= READABLE) return whole;
  const { x, y, width, height } = scene.layout;
  const k = Math.max(READABLE, Math.min(1, (pane.height - 2 * MARGIN) / height));
  const place = (wanted: number, size: number, room: number): number =>
    k * size + 2 * MARGIN <= room ? (room - k * size) / 2 : Math.min(MARGIN, Math.max(room - MARGIN - k * size, wanted));
  return {
    x: place(MARGIN - k * x[0], width, pane.width),
    y: place(pane.height / 2 - k * (y[0] + NODE_HEIGHT / 2), height, pane.height),
    k,
  };
}

/** A node that must stay where it is in the pane when the drawing changes. */
export interface Anchor {
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** What the reader looks at: the chosen node where it is in sight, or the one nearest the middle. */
export function anchorOf(scene: Scene | null, view: View, pane: Size, selected: number): Anchor | null {
  if (scene === null) return null;
  const { x, y } = scene.layout;
  let best = -1;
  let least = Infinity;
  for (let v = 0; v < scene.nodes.length; v++) {
    const atX = view.x + view.k * (x[v] + NODE_WIDTH / 2);
    const atY = view.y + view.k * (y[v] + NODE_HEIGHT / 2);
    const isInSight = atX >= 0 && atY >= 0 && atX <= pane.width && atY <= pane.height;
    const away = v === selected && isInSight ? -1 : Math.hypot(atX - pane.width / 2, atY - pane.height / 2);
    if (away >= least) continue;
    least = away;
    best = v;
  }
  return best < 0 ? null : { row: scene.nodes[best].row, x: view.x + view.k * x[best], y: view.y + view.k * y[best] };
}
