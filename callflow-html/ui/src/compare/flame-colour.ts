/** The colours of the differential flame graph. Pure. */

import { mixed, type Theme } from "../colours.ts";

/** What became of a box. */
export type Fate = "more" | "less" | "new" | "gone" | "same";

const NEUTRAL: Record<Theme, string> = { light: "#e3e1dc", dark: "#3b4048" };
/** Orange and blue: told apart by all eyes, and never without a sign and a word. Names on them can be read. */
const FULL: Record<Theme, Record<Exclude<Fate, "same">, string>> = {
  light: { more: "#e8853a", less: "#639fe8", new: "#b09ae6", gone: "#a9b0b9" },
  dark: { more: "#a04d12", less: "#2a60a8", new: "#6448a8", gone: "#59606b" },
};
/** A change by this factor has the full colour. */
const FULL_FACTOR = 2;
/** A difference of this part of everything has the full colour; less is paler, so that a doubled trifle stays pale. */
const FULL_PART = 0.05;
const FAINTEST = 0.12;

/** How strong the colour is, from 0 to 1: by the logarithm of the ratio, and by how much of everything it is. */
export function strength(before: number, after: number, whole: number): number {
  if (before === after || whole <= 0) return 0;
  const byRatio = before > 0 && after > 0 ? Math.min(1, Math.abs(Math.log2(after / before)) / Math.log2(FULL_FACTOR)) : 1;
  const byPart = Math.min(1, Math.sqrt(Math.abs(after - before) / whole / FULL_PART));
  return Math.max(FAINTEST, byRatio * byPart);
}

export function fateColour(fate: Fate, of: number, theme: Theme): string {
  if (fate === "same") return NEUTRAL[theme];
  return mixed(NEUTRAL[theme], FULL[theme][fate], fate === "new" || fate === "gone" ? Math.max(0.45, of) : of);
}

/** On which sides a box is. */
export interface Sides {
  readonly onBefore: boolean;
  readonly onAfter: boolean;
}

/** What became of a box; `isNoise` where its function's times are not told from noise. */
export function fateOf(before: number, after: number, { onBefore, onAfter }: Sides, isNoise: boolean): Fate {
  if (!onBefore) return "new";
  if (!onAfter) return "gone";
  if (isNoise || before === after) return "same";
  return after > before ? "more" : "less";
}
