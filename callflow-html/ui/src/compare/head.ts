/** The head of the page, which the library has written in both directions. */

import type { Comparison } from "./model.ts";

/** Puts what was written for one direction where the other one stands. */
export function wordHead({ worded: [now], labels }: Comparison, details: readonly [string, string]): void {
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
    side.querySelector("bdi")!.textContent = labels[at];
    side.querySelector("span")!.textContent = details[at];
  });
}

/** What is said of each side besides its label. */
export function sideDetails(): [string, string] {
  const all = [...document.querySelectorAll(".side > span")].map((side) => side.textContent ?? "");
  return [all[0] ?? "", all[1] ?? ""];
}
