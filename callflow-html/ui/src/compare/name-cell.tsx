import { ASYNC, LIBRARY } from "../model.ts";
import { Elided } from "./elided.tsx";
import type { Functions } from "./model.ts";

/** The head of a row. Where there is too little room the module goes first, from its front, and then the name's middle. */
export function NameCell({ f, row }: { f: Functions; row: number }) {
  const place = f.file[row] === "" ? "" : `\n${f.file[row]}${f.line[row] > 0 ? `:${f.line[row]}` : ""}`;
  const path = f.name[row].slice(0, -f.short[row].length).replace(/::$/, "");
  return (
    <th scope="row" title={f.name[row].slice(0, 1_000) + place}>
      <span class="who">
        <Elided text={f.short[row]} />
        {(f.flags[row] & LIBRARY) !== 0 ? <i>callflow</i> : (f.flags[row] & ASYNC) !== 0 ? <i>async</i> : null}
        {path !== "" && (
          <span class="before">
            <bdi>{path}</bdi>
          </span>
        )}
      </span>
    </th>
  );
}
