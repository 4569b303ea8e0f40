/** How a function differs, in a word that every part of the page uses. */

import { LIBRARY } from "../model.ts";
import { Status, Verdict, type Functions } from "./model.ts";

export const TONES = ["more", "less", "new", "gone", "small", "unsure", "same"] as const;
export type Tone = (typeof TONES)[number];

/** The word and the sign that go with the colour, which never stands alone. */
export const WORDS: Readonly<Record<Tone, string>> = {
  more: "more time",
  less: "less time",
  new: "NEW",
  gone: "GONE",
  small: "small",
  unsure: "inconclusive",
  same: "unchanged",
};
export const SIGNS: Readonly<Record<Tone, string>> = {
  more: "\u25b2",
  less: "\u25bc",
  new: "+",
  gone: "\u2212",
  small: "\u2248",
  unsure: "?",
  same: "=",
};

/** The library's own nodes are not functions of the program: they are neither judged nor counted. */
export const isJudged = (f: Functions, row: number): boolean => (f.flags[row] & LIBRARY) === 0;

/** How many of the rows are functions of the program. */
export function judged(f: Functions, rows: Iterable<number> = f.flags.keys()): number {
  let count = 0;
  for (const row of rows) if (isJudged(f, row)) count += 1;
  return count;
}

function toneOf(f: Functions, row: number, verdict: Verdict): Tone {
  if (!isJudged(f, row)) return "same";
  if (f.status[row] === Status.New) return "new";
  if (f.status[row] === Status.Gone) return "gone";
  return (["same", "less", "more", "unsure", "small"] as const)[verdict];
}

/** By the total time, callees included. */
export const toneOfTotal = (f: Functions, row: number): Tone => toneOf(f, row, f.verdict[row]);
/** By the time in the function itself. */
export const toneOfSelf = (f: Functions, row: number): Tone => toneOf(f, row, f.ownVerdict[row]);

/** Which way a difference is coloured: what is new costs all it takes, what is gone saves it. */
export function directionOf(tone: Tone): "up" | "down" | "" {
  return tone === "more" || tone === "new" ? "up" : tone === "less" || tone === "gone" ? "down" : "";
}
