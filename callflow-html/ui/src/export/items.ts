/** Entries that the export menus of all pages have. */

import type { Item } from "../shell/menu.tsx";
import { copy, png, save } from "./save.ts";

type Say = (text: string) => void;

/** Copies a text and says so; `what` names it. */
export async function copyAndSay(text: string, what: string, say: Say): Promise<void> {
  say((await copy(text)) ? `Copied ${what}` : "The browser does not allow copying here.");
}

export function linkItem(hint: string, say: Say): Item {
  return {
    label: "Copy link to this view",
    hint,
    run: async () => {
      // The address follows the state with a delay.
      await new Promise((resolve) => setTimeout(resolve, 200));
      await copyAndSay(location.href, "the link", say);
    },
  };
}

export function pngItem(words: Pick<Item, "label" | "hint">, name: string, drawing: () => string, say: Say): Item {
  return {
    ...words,
    run: async () => {
      try {
        save(name, await png(drawing()), "image/png");
      } catch (problem) {
        say(problem instanceof Error ? problem.message : String(problem));
      }
    },
  };
}
