import type { Size, View } from "../panzoom.ts";
import type { Fitting } from "./names.ts";
import { NODE_HEIGHT, NODE_WIDTH, type Scene } from "./scene.ts";

/** A name that stands on its node where the drawing is too small for the names of all; in pixels of the pane. */
export interface Sign {
  readonly node: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** From this scale on the nodes' own names can be read. */
export const READABLE = 0.45;
export const SIGN_HEIGHT = 18;
/** Where the text of a sign begins, and its base line. */
export const SIGN_LEFT = 9;
export const SIGN_BASE = 13;
const WIDEST = 150;
/** More of them would hide the drawing. */
const MOST = 16;
const APART = 3;

/** The nodes of a scene, those that say most about it first. */
export function byShare({ nodes }: Scene): Int32Array {
  return Int32Array.from(nodes.keys()).sort((a, b) => nodes[b].share - nodes[a].share || a - b);
}

/**
 * Signs for the nodes of `first`, whatever they cover, and then for as many of `order` as stand clear of each other.
 * Nodes that the search does not hit get none.
 */
export function signs(
  scene: Scene,
  order: Int32Array,
  { x, y, k }: View,
  pane: Size,
  fitting: Pick<Fitting, "name" | "width">,
  first: readonly number[],
  hits: Uint8Array | null,
): readonly Sign[] {
  const { nodes, layout } = scene;
  if (k >= READABLE) return [];
  const placed: Sign[] = [];
  const taken = new Set<number>();
  const place = (node: number, mustBe: boolean): void => {
    if (node < 0 || node >= nodes.length || taken.has(node)) return;
    const left = x + k * layout.x[node];
    const middle = y + k * (layout.y[node] + NODE_HEIGHT / 2);
    if (left + k * NODE_WIDTH < 0 || left > pane.width || middle < 0 || middle > pane.height) return;
    const top = Math.min(Math.max(0, middle - SIGN_HEIGHT / 2), pane.height - SIGN_HEIGHT);
    const isFree = (width: number): boolean =>
      placed.every(
        (other) =>
          left + width + APART < other.x || other.x + other.width + APART < left || Math.abs(top - other.y) > SIGN_HEIGHT + APART,
      );
    // Most have no room at all, and need not be measured.
    if (!mustBe && !isFree(24)) return;
    const text = fitting.name(nodes[node].name, WIDEST);
    const width = fitting.width(text, "name") + SIGN_LEFT + 5;
    if (!mustBe && !isFree(width)) return;
    taken.add(node);
    placed.push({ node, text, x: Math.max(0, Math.min(left, pane.width - width)), y: top, width });
  };
  for (const node of first) place(node, true);
  for (let i = 0; i < order.length && placed.length < MOST; i++) if (hits === null || hits[order[i]] === 1) place(order[i], false);
  return placed;
}
