import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { count } from "../format.ts";

/** The first of a list, and the button that shows all of it; none where all are shown anyway. */
export function useFirst<T>(list: readonly T[], most: number): readonly [shown: readonly T[], more: JSX.Element | null] {
  const [all, setAll] = useState(false);
  const more =
    list.length > most ? (
      <button type="button" class="plain more" onClick={() => setAll(!all)}>
        {all ? "Fewer" : `All ${count(list.length)}`}
      </button>
    ) : null;
  return [all ? list : list.slice(0, most), more];
}
