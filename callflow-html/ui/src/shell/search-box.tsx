import type { RefObject } from "preact";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { Plain } from "./plain.tsx";

/** What can be searched: the page of a recording, or that of a comparison. */
export type Searching = Pick<App, "search" | "regex" | "found" | "hitShare" | "nextHit" | "format">;

export function Search({ app, input }: { app: Searching; input: RefObject<HTMLInputElement | null> }) {
  const text = use(app.search);
  const isRegex = use(app.regex);
  const { count, error } = use(app.found);
  const share = use(app.hitShare);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") app.nextHit(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      if (text === "") input.current?.blur();
      app.search.value = "";
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const part = share === null ? "without times in a range" : `${app.format.percent(share)} of time`;
  const result = text === "" ? "" : error !== "" ? error : `${app.format.counted(count, "hit")}, ${part}`;
  return (
    <div class={error === "" ? "search" : "search wrong"} role="search">
      <input
        type="text"
        ref={input}
        value={text}
        placeholder="Search functions"
        aria-label={isRegex ? "Search functions by a regular expression" : "Search functions by name"}
        aria-describedby="search-result"
        aria-invalid={error !== ""}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => (app.search.value = event.currentTarget.value)}
        onKeyDown={onKey}
      />
      {text === "" && <kbd aria-hidden="true">/</kbd>}
      <output id="search-result" title={result}>
        {result}
      </output>
      <Plain
        aria-pressed={isRegex}
        title="Regular expression"
        aria-label="Regular expression"
        onClick={() => (app.regex.value = !isRegex)}
      >
        .*
      </Plain>
    </div>
  );
}
