/** What changed by itself, largest first: the list that `n` and `p` walk, and on demand what may be noise. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { ASYNC } from "../model.ts";
import { use } from "../use.ts";
import { Badge, Bar } from "./badge.tsx";
import { Elided } from "./elided.tsx";
import type { CompareApp } from "./state.ts";
import { Status } from "./model.ts";
import { directionOf, toneOfSelf } from "./tone.ts";
import { difference } from "./words.ts";

/** More are read in the table, which sorts and filters. */
const MOST = 100;
/** The least that names have, in pixels. */
const LEAST_NAME = 120;

export function Changes({ app }: { app: CompareApp }) {
  const { functions: f } = use(app.comparison);
  const changes = use(app.changes);
  const [isAll, setAll] = useState(false);
  const selection = use(app.selection);
  const hits = use(app.hits);
  const searching = use(app.searching);
  const box = useRef<HTMLDivElement>(null);
  const hasAsync = f.flags.some((flags) => (flags & ASYNC) !== 0);
  const { told, rest } = changes;
  // Who searches looks for a function, told or not.
  const rows = [...told, ...(isAll || searching ? rest : [])].filter((row) => !searching || hits[row] === 1);
  const shown = rows.slice(0, MOST);
  let largest = 0;
  for (const row of shown) largest = Math.max(largest, Math.abs(f.self.after[row] - f.self.before[row]));

  useLayoutEffect(() => {
    const element = box.current;
    const chosen = element?.querySelector<HTMLElement>("tr.chosen");
    if (!element || !chosen) return;
    // Within its own box: the page does not jump.
    const top = chosen.offsetTop - 36;
    const bottom = chosen.offsetTop + chosen.offsetHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  }, [selection, changes]);

  const onKey = (event: KeyboardEvent): void => {
    const at = shown.indexOf(selection);
    const last = shown.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1, Home: 0, End: last }[event.key];
    if (to === undefined || to < 0 || to > last) return;
    event.preventDefault();
    app.select(shown[to]);
    box.current?.querySelectorAll<HTMLElement>("tbody tr")[to]?.focus();
  };

  const widths = [104, 62, 62, 76, ...(hasAsync ? [76] : []), 62];
  // Where there is too little room, the bars go first.
  const least = widths.slice(0, -1).reduce((sum, width) => sum + width, LEAST_NAME);

  if (told.length + rest.length === 0) return <p class="empty">No function’s own time differs.</p>;
  const more = !searching && rest.length > 0 && (
    <p class="rest">
      <button type="button" class="plain" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
        {isAll ? (told.length === 0 ? "Hide them" : `Only the ${app.format.count(told.length)} that changed`) : `Show all ${app.format.count(told.length + rest.length)}`}
      </button>{" "}
      {app.format.count(rest.length)} {rest.length === 1 ? "differs" : "differ"} by less than the floor, within noise, or inconclusively.
    </p>
  );
  if (shown.length === 0)
    return (
      <>
        <p class="empty">{searching ? "Nothing that differs matches the search." : "No function changed beyond noise and floor."}</p>
        {more}
      </>
    );
  const reached = Math.max(0, shown.indexOf(selection));
  const name = (row: number) => (
    <th scope="row" title={f.name[row].slice(0, 1_000)}>
      <Elided text={f.short[row]} />
    </th>
  );
  return (
    <>
      <div class="scroll" ref={box}>
        <table style={{ minWidth: `${least}px` }} aria-label="Functions by the difference of their own time">
          <colgroup>
            <col />
            {widths.map((width, at) => (
              <col key={at} style={{ width: `${width}px` }} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Function</th>
              <th scope="col" class="text">
                Self status
              </th>
              <th scope="col">A</th>
              <th scope="col">B</th>
              <th scope="col">{"\u0394"} self</th>
              {hasAsync && <th scope="col">{"\u0394"} await</th>}
              <th scope="col" class="bars">
                <span class="hidden">Against the largest</span>
              </th>
            </tr>
          </thead>
          <tbody onKeyDown={onKey}>
            {shown.map((row, at) => {
              const tone = toneOfSelf(f, row);
              const { before, after } = f.self;
              return (
                <tr
                  key={row}
                  class={`${row === selection ? "chosen " : ""}is-${tone}`}
                  aria-selected={row === selection}
                  tabIndex={at === reached ? 0 : -1}
                  onClick={() => app.select(row === selection ? -1 : row)}
                >
                  {name(row)}
                  <td class="text">
                    <Badge tone={tone} />
                  </td>
                  <td>{f.status[row] === Status.New ? "–" : app.format.duration(before[row])}</td>
                  <td>{f.status[row] === Status.Gone ? "–" : app.format.duration(after[row])}</td>
                  <td class={`difference ${directionOf(tone)}`}>{difference(before[row], after[row])}</td>
                  {hasAsync && (
                    <td>{(f.flags[row] & ASYNC) !== 0 ? difference(f.await.before[row], f.await.after[row]) : "–"}</td>
                  )}
                  <td class="bars">
                    <Bar part={largest > 0 ? (after[row] - before[row]) / largest : 0} tone={tone} width={48} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {more}
      {rows.length > MOST && (
        <p class="thin">
          {MOST} of {app.format.count(rows.length)}; all are in the table below.
        </p>
      )}
    </>
  );
}
