/** What the boxes of the differential flame graph are worth on both sides. Pure. */

import type { FlameInput } from "../flame/layout.ts";
import { Status, type Comparison } from "./model.ts";
import type { Norm, Width } from "./state.ts";

/**
 * Indices of the columns that a box adds up besides its width. After them comes the weight of paths of one side that
 * merely moved below the library's own nodes.
 */
export const BEFORE = 0;
export const AFTER = 1;

/** What a nanosecond of either side is worth: 1, or its part of a root call or of the whole. */
export function scales({ paths }: Comparison, norm: Norm): { readonly before: number; readonly after: number } {
  if (norm === "absolute") return { before: 1, after: 1 };
  const whole = { before: 0, after: 0 };
  for (let path = 0; path < paths.length; path++) {
    for (const side of ["before", "after"] as const) {
      if (norm === "percent") whole[side] += paths.self[side][path];
      else if (paths.parent[path] < 0) whole[side] += paths.calls[side][path];
    }
  }
  return { before: whole.before > 0 ? 1 / whole.before : 0, after: whole.after > 0 ? 1 / whole.after : 0 };
}

/** The paths as a flame graph takes them; `width` says which side a box is as wide as. */
export function flameInput(comparison: Comparison, width: Width, norm: Norm, showsGone: boolean): FlameInput {
  const { paths } = comparison;
  const scale = scales(comparison, norm);
  const before = paths.self.before.map((own) => own * scale.before);
  const after = paths.self.after.map((own) => own * scale.after);
  const weight = new Float64Array(paths.length);
  const moved = new Float64Array(paths.length);
  for (let path = 0; path < paths.length; path++) {
    const isHidden = !showsGone && paths.status[path] === Status.Gone;
    if (isHidden) before[path] = 0;
    const most = Math.max(before[path], after[path]);
    weight[path] = isHidden ? 0 : width === "both" ? most : width === "after" ? after[path] : before[path];
    if (paths.status[path] !== Status.Both && paths.counts[path] === 0) moved[path] = most;
  }
  return { length: paths.length, parent: paths.parent, key: paths.fn, weight, more: [before, after, moved] };
}
