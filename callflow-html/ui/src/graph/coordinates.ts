import { isotonic } from "./isotonic.ts";
import type { Layers } from "./layers.ts";
import type { Order } from "./order.ts";

/** Room between neighbours of a layer. */
export interface Gaps {
  readonly nodes: number;
  /** Between a node and an edge that passes it. */
  readonly bend: number;
  /** Between two edges that pass. */
  readonly bends: number;
}

/**
 * Where the middle of each vertex stands across its layer: near its neighbours in other layers, in the given order,
 * never closer than sizes and gaps allow.
 */
export function coordinates(layers: Layers, order: Order, size: Float64Array, gaps: Gaps): Float64Array {
  const g = layers.pieces;
  const at = new Float64Array(g.nodes);
  /** Where each vertex would stand if its layer were packed. */
  const packed = new Float64Array(g.nodes);
  let widest = 0;
  for (let r = 0; r < layers.count; r++) {
    const begin = layers.start[r];
    const end = layers.start[r + 1];
    widest = Math.max(widest, end - begin);
    let place = 0;
    for (let i = begin; i < end; i++) {
      const v = order.vertex[i];
      if (i > begin) {
        const u = order.vertex[i - 1];
        const bends = Number(u >= layers.nodes) + Number(v >= layers.nodes);
        place += (size[u] + size[v]) / 2 + (bends === 0 ? gaps.nodes : bends === 1 ? gaps.bend : gaps.bends);
      }
      packed[v] = place;
    }
    for (let i = begin; i < end; i++) at[order.vertex[i]] = packed[order.vertex[i]] - place / 2;
  }
  const wanted = new Float64Array(widest);
  const weight = new Float64Array(widest);
  const pools = new Float64Array(widest);
  const masses = new Float64Array(widest);
  const sizes = new Int32Array(widest);

  const settle = (r: number, before: boolean, after: boolean): void => {
    const begin = layers.start[r];
    const end = layers.start[r + 1];
    for (let i = begin; i < end; i++) {
      const v = order.vertex[i];
      let sum = 0;
      let mass = 0;
      if (before) {
        for (let j = g.inStart[v]; j < g.inStart[v + 1]; j++) {
          const u = g.from[g.in[j]];
          const pull = stiffness(layers.nodes, u, v);
          sum += pull * at[u];
          mass += pull;
        }
      }
      if (after) {
        for (let j = g.outStart[v]; j < g.outStart[v + 1]; j++) {
          const w = g.to[g.out[j]];
          const pull = stiffness(layers.nodes, v, w);
          sum += pull * at[w];
          mass += pull;
        }
      }
      const k = i - begin;
      wanted[k] = (mass > 0 ? sum / mass : at[v]) - packed[v];
      weight[k] = mass > 0 ? mass : 0.01;
    }
    isotonic(wanted, weight, end - begin, pools, masses, sizes);
    for (let i = begin; i < end; i++) {
      const v = order.vertex[i];
      at[v] = wanted[i - begin] + packed[v];
    }
  };

  const last = layers.count - 1;
  // One side at a time moves whole branches; both sides together then even out what is near.
  for (let pass = 0; pass < 8; pass++) {
    if (pass % 2 === 0) for (let r = 1; r <= last; r++) settle(r, true, false);
    else for (let r = last - 1; r >= 0; r--) settle(r, false, true);
  }
  for (let pass = 0; pass < 8; pass++) {
    for (let i = 0; i <= last; i++) settle(pass % 2 === 0 ? i : last - i, true, true);
  }
  return at;
}

/** How much an edge wants to be straight: the parts between two bends most, as in Gansner et al., 1993. */
function stiffness(nodes: number, v: number, w: number): number {
  return v < nodes ? (w < nodes ? 1 : 2) : w < nodes ? 2 : 8;
}
