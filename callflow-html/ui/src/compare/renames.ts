/** Functions that may only have got another name. Offered in words; nothing is ever merged. Pure. */

import { Status, type Comparison } from "./model.ts";

/** By row: the one function that it looks like on the other side, or −1. */
export function suspects({ functions: f, edges }: Comparison): Int32Array {
  const callers = new Map<number, number[]>();
  for (let edge = 0; edge < edges.length; edge++) {
    const to = edges.to[edge];
    if (f.status[to] === Status.Both || edges.from[edge] === to) continue;
    const known = callers.get(to);
    if (known === undefined) callers.set(to, [edges.from[edge]]);
    else known.push(edges.from[edge]);
  }
  // One module, one set of callers, one kind: where exactly one went and one came, they may be the same.
  const groups = new Map<string, { readonly fresh: number[]; readonly gone: number[] }>();
  for (let row = 0; row < f.length; row++) {
    if (f.status[row] === Status.Both) continue;
    const from = (callers.get(row) ?? []).sort((a, b) => a - b).join();
    const key = JSON.stringify([f.module[row], f.flags[row], from]);
    const group = groups.get(key) ?? { fresh: [], gone: [] };
    groups.set(key, group);
    (f.status[row] === Status.New ? group.fresh : group.gone).push(row);
  }
  const like = new Int32Array(f.length).fill(-1);
  for (const { fresh, gone } of groups.values()) {
    if (fresh.length !== 1 || gone.length !== 1) continue;
    like[fresh[0]] = gone[0];
    like[gone[0]] = fresh[0];
  }
  return like;
}
