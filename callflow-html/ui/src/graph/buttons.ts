import { create } from "../create.ts";
import type { Board } from "./board.ts";

export function button(text: string, does: () => void, title = ""): HTMLButtonElement {
  const made = create("button");
  made.type = "button";
  made.className = "plain";
  made.textContent = text;
  if (title !== "") {
    made.title = title;
    // A sign alone says nothing aloud.
    if (text.length === 1) made.setAttribute("aria-label", title);
  }
  made.addEventListener("click", does);
  return made;
}

/** What the keys f, −, + and 0 do, for the pointer. */
export function zoomButtons(board: () => Board): HTMLButtonElement[] {
  return [
    button("Whole graph", () => board().whole(), "Zoom out until all of it is seen (f)"),
    button("\u2212", () => board().panzoom.zoom(0.8), "Zoom out (\u2212)"),
    button("+", () => board().panzoom.zoom(1.25), "Zoom in (+)"),
    button("Reset", () => board().panzoom.home(), "Reset the zoom (0)"),
  ];
}
