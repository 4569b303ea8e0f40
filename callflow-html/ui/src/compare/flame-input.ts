/** What the boxes of the differential flame graph are worth on both sides. Pure. */

import type { FlameInput } from "../flame/layout.ts";
import type { ProgramPaths } from "./program-paths.ts";
import type { Norm, Width } from "./state.ts";

/** Indices of the columns that a box adds up besides its width: its time on either side, and how much of it is there. */
export const BEFORE = 0;
export const AFTER = 1;
export const ON_BEFORE = 2;
export const ON_AFTER = 3;

/** What a nanosecond of either side is worth: 1, or its part of a root call or of the whole. */
export function scales(paths: ProgramPaths, norm: Norm): { readonly before: number; readonly after: number } {
  if (norm === "absolute") return { before: 1, after: 1 };
  let before = 0;
  let after = 0;
  for (let path = 0; path < paths.length; path++) {
    if (norm === "percent") {
      before += paths.before[path];
      after += paths.after[path];
    } else if (paths.parent[path] < 0) {
      before += paths.callsBefore[path];
      after += paths.callsAfter[path];
    }
  }
  return { before: before > 0 ? 1 / before : 0, after: after > 0 ? 1 / after : 0 };
}

/** The paths as a flame graph takes them; `width` says which side a box is as wide as. */
export function flameInput(paths: ProgramPaths, width: Width, norm: Norm, showsGone: boolean): FlameInput {
  const scale = scales(paths, norm);
  const before = paths.before.map((own) => own * scale.before);
  const after = paths.after.map((own) => own * scale.after);
  const onBefore = Float64Array.from(paths.onBefore);
  const weight = new Float64Array(paths.length);
  for (let path = 0; path < paths.length; path++) {
    if (!showsGone && paths.onAfter[path] === 0) before[path] = onBefore[path] = 0;
    weight[path] = width === "both" ? Math.max(before[path], after[path]) : width === "after" ? after[path] : before[path];
  }
  return {
    length: paths.length,
    parent: paths.parent,
    key: paths.fn,
    weight,
    more: [before, after, onBefore, Float64Array.from(paths.onAfter)],
  };
}
