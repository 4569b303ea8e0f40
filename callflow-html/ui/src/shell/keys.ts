/** Keys that work everywhere on the page. */

import type { RefObject } from "preact";
import type { App } from "../state.ts";

/** By key; what returns false leaves the key to the browser. */
export type Actions = Readonly<Record<string, () => unknown>>;

/** Whether keys belong to what has the focus. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The result stops listening. */
export function listenToKeys(actions: Actions): () => void {
  const known = new Map(Object.entries(actions));
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    const act = known.get(event.key);
    if (act !== undefined && act() !== false) event.preventDefault();
  };
  // After the views, which may take a key for themselves.
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}

/** The keys that all pages have. */
export function commonKeys(
  app: Pick<App, "search" | "select">,
  search: RefObject<HTMLInputElement | null>,
  help: () => void,
): Actions {
  return {
    "/": () => {
      search.current?.focus();
      search.current?.select();
    },
    "?": help,
    Escape: () => {
      if (app.search.peek() !== "") app.search.value = "";
      else app.select(-1);
    },
  };
}
