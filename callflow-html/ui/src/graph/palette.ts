import { paletteOf as pagePalette, type Palette as PagePalette } from "../palette.ts";
import type { Tone } from "./scene.ts";

/** The page's colours, for drawings that no style sheet reaches. */
export type Palette = PagePalette & {
  readonly edge: string;
  readonly head: string;
  readonly bar: string;
  readonly own: string;
  readonly tone: Readonly<Record<Tone, string>>;
};

/** Reads the colours as they are on `host` now. */
export function paletteOf(host: Element): Palette {
  const page = pagePalette(host);
  const probe = document.createElement("span");
  probe.hidden = true;
  host.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--graph-${name})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    ...page,
    edge: colour("edge"),
    head: colour("head"),
    bar: colour("bar"),
    own: colour("own"),
    tone: {
      "": colour("line"),
      same: colour("line"),
      more: colour("more"),
      less: colour("less"),
      new: colour("new"),
      gone: colour("gone"),
    },
  };
  probe.remove();
  return palette;
}
