import { NODE_HEIGHT, NODE_WIDTH, type Scene } from "./scene.ts";

/** The node at a point of the drawing; −1 where there is none. */
export function nodeAt({ layout }: Scene, x: number, y: number): number {
  for (let v = 0; v < layout.x.length; v++) {
    if (x >= layout.x[v] && x <= layout.x[v] + NODE_WIDTH && y >= layout.y[v] && y <= layout.y[v] + NODE_HEIGHT) return v;
  }
  return -1;
}
