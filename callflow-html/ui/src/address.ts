/** Keeps a page's state in the fragment of its address, so that a link carries it and “back” undoes it. */

import { effect, type ReadonlySignal } from "@preact/signals-core";

/** Dragging changes the state with every frame; the address follows when it rests, in milliseconds. */
const REST = 150;

/**
 * Writes `fragment` into the address as it changes, and gives what the reader makes of the address to `adopt`. What
 * `step` returns is what the browser's back button undoes alone when it changes. The result stops it.
 */
export function keepAddress(
  fragment: ReadonlySignal<string>,
  adopt: (fragment: string) => void,
  step: () => string = () => "",
): () => void {
  let written = fragment.peek();
  let stepWritten = step();
  let timer = 0;
  const write = (): void => {
    timer = 0;
    const text = fragment.peek();
    if (text === written) return;
    const isStep = step() !== stepWritten;
    written = text;
    stepWritten = step();
    const address = text === "" ? location.pathname + location.search : `#${text}`;
    try {
      if (isStep) history.pushState(null, "", address);
      else history.replaceState(null, "", address);
    } catch {
      // Where a page may not touch its history, or did so too often, the fragment alone still makes a link.
      location.hash = text;
    }
  };
  const stop = effect(() => {
    void fragment.value;
    clearTimeout(timer);
    timer = window.setTimeout(write, REST);
  });
  const read = (): void => {
    const text = location.hash.slice(1);
    if (text === written) return;
    adopt(text);
    written = fragment.peek();
    stepWritten = step();
  };
  addEventListener("popstate", read);
  addEventListener("hashchange", read);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("popstate", read);
    removeEventListener("hashchange", read);
  };
}
