/** What the shapes of a timeline mean. */
import { create } from "../create.ts";
import { Ended } from "../model.ts";
import type { Palette } from "../palette.ts";
import { CanvasSurface, type Surface } from "../surface.ts";
import { isTouched } from "../touch.ts";
import { mark } from "./draw.ts";

/** Each meaning beside its shape, drawn as the timeline draws it. */
export class Legend {
  readonly element = create("p");
  readonly #signs: {
    readonly canvas: HTMLCanvasElement;
    readonly draw: (surface: Surface, palette: Palette) => void;
  }[] = [];

  constructor() {
    this.element.className = "timeline-legend";
    this.#add("polled", (surface, { active }) => surface.rect(2, 3, 10, 6, active));
    this.#add("awaiting", (surface, palette) => surface.rect(0, 6, 14, 1, palette.await));
    for (const [words, ended] of [
      ["error", Ended.Error],
      ["panicked", Ended.Panicked],
      ["cancelled", Ended.Cancelled],
    ] as const)
      this.#add(words, (surface, palette) => mark(surface, ended, 2, 1, palette));
    this.#add("in flight at the end", (surface, { muted }) =>
      surface.polyline([9, 0, 5, 2, 9, 4, 5, 6, 9, 8, 5, 10, 9, 12], { stroke: muted, width: 1 }),
    );
    const how = isTouched() ? "Tap twice to zoom in." : "With Shift, drag anywhere; Shift and the wheel scroll.";
    this.element.append(create("span", "", `Drag on the axis or the strip above it for a range of time. ${how}`));
  }

  paint(palette: Palette): void {
    const ratio = window.devicePixelRatio || 1;
    for (const { canvas, draw } of this.#signs) {
      canvas.width = 14 * ratio;
      canvas.height = 12 * ratio;
      const context = canvas.getContext("2d")!;
      context.scale(ratio, ratio);
      draw(new CanvasSurface(context), palette);
    }
  }

  #add(words: string, draw: (surface: Surface, palette: Palette) => void): void {
    const canvas = create("canvas");
    canvas.setAttribute("aria-hidden", "true");
    const item = create("span");
    item.append(canvas, words);
    this.element.append(item);
    this.#signs.push({ canvas, draw });
  }
}
