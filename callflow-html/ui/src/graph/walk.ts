import type { Links, Scene } from "./scene.ts";

export type Step = "left" | "right" | "up" | "down";

/**
 * Where an arrow key leads from a node: left to its heaviest caller, right to its heaviest callee, up and down to its
 * neighbours in the same layer. The node itself where there is nothing.
 */
export function walked(scene: Scene, links: Links, node: number, step: Step): number {
  if (step === "left" || step === "right") {
    const [start, edges] = step === "left" ? [links.inStart, links.in] : [links.outStart, links.out];
    for (let i = start[node]; i < start[node + 1]; i++) {
      const { from, to } = scene.edges[edges[i]];
      if (from !== to) return step === "left" ? from : to;
    }
    return node;
  }
  const { x, y } = scene.layout;
  let best = node;
  for (let v = 0; v < x.length; v++) {
    if (v === node || Math.abs(x[v] - x[node]) > 1) continue;
    const away = step === "down" ? y[v] - y[node] : y[node] - y[v];
    const nearest = step === "down" ? y[best] - y[node] : y[node] - y[best];
    if (away > 0 && (best === node || away < nearest)) best = v;
  }
  return best;
}
