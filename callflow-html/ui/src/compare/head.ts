/** The head of the page, which the library has written in both directions. */

import type { Comparison } from "./model.ts";
import { shortLabel } from "./words.ts";

/** Puts what was written for one direction where the other one stands. */
export function wordHead({ worded: [now] }: Comparison, details: readonly [string, string]): void {
  const headline = document.querySelector(".headline");
  headline?.replaceChildren(
    ...now.headline.map(([name, text]) => {
      if (name === "") return text;
      const piece = document.createElement(name);
      if (name === "bdi") piece.className = "fn";
      piece.textContent = text;
      return piece;
    }),
  );
  document.querySelectorAll(".card").forEach((card, at) => {
    const [tone, [value, detail]] = now.cards[at];
    card.className = `card ${tone}`;
    card.querySelector(".value")!.textContent = value;
    card.querySelector(".detail")!.textContent = detail;
  });
  document.querySelectorAll(".side").forEach((side, at) => {
    side.querySelector("span")!.textContent = details[at];
  });
}

/** Leaves the middle out of labels that are too long, and keeps all of them for the pointer. */
export function shortenSides(labels: readonly [string, string]): void {
  document.querySelectorAll<HTMLElement>(".side").forEach((side, at) => {
    side.querySelector("bdi")!.textContent = shortLabel(labels[at]);
    side.title = labels[at];
  });
}

/** What is said of each side besides its label. */
export function sideDetails(): [string, string] {
  const all = [...document.querySelectorAll(".side > span")].map((side) => side.textContent ?? "");
  return [all[0] ?? "", all[1] ?? ""];
}
