/** Signals within preact components. */

import { effect, type ReadonlySignal } from "@preact/signals-core";
import { useLayoutEffect, useReducer } from "preact/hooks";

/** The value of a signal; the component is drawn anew when it changes. */
export function use<T>(signal: ReadonlySignal<T>): T {
  const [, draw] = useReducer<number, void>((count) => count + 1, 0);
  const shown = signal.peek();
  useLayoutEffect(() => {
    let last = shown;
    return effect(() => {
      const now = signal.value;
      if (now === last) return;
      last = now;
      draw();
    });
    // The effect follows the signal by itself.
  }, [signal]);
  return shown;
}
