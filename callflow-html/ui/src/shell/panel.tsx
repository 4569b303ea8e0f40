/** The side panel: the selected function in full, what limits the picture, and the legend of modules. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { foreignColour } from "../colours.ts";
import { exactly } from "../island.ts";
import { ASYNC, LIBRARY } from "../model.ts";
import { selfByModule } from "../origin.ts";
import { shownAgain } from "../picture.ts";
import type { App, Basis } from "../state.ts";
import { use } from "../use.ts";
import { Distribution } from "./distribution.tsx";
import { useFirst } from "./more.tsx";
import { Numbers } from "./numbers.tsx";
import { outcomeWords } from "./outcomes.ts";
import { Plain } from "./plain.tsx";

export function Panel({ app }: { app: App }) {
  const selection = use(app.selection);
  const aside = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    aside.current!.scrollTop = 0;
  }, [selection]);
  return (
    <aside class="panel" aria-label="Details" tabIndex={0} ref={aside}>
      {selection < 0 && <h2 class="hidden">Details</h2>}
      {selection < 0 ? (
        <p class="hint">Select a function to see its numbers, callers and callees.</p>
      ) : (
        <Details app={app} row={selection} key={selection} />
      )}
      <Show app={app} />
      <Legend app={app} />
    </aside>
  );
}

function Details({ app, row }: { app: App; row: number }) {
  const picture = use(app.picture);
  use(app.unit);
  const left = use(app.left);
  const isLeftOut = left !== null && left[row] === 0;
  const { functions: f } = app.recording;
  const { count, duration } = app.format;
  const isAsync = (f.flags[row] & ASYNC) !== 0;
  const isLibrary = (f.flags[row] & LIBRARY) !== 0;
  const finished = f.ok[row] + f.error[row] > 0;
  const sums = picture.functions;
  const calls = sums.calls[row];
  const numbers: [label: string, text: string, exact: string][] = [];
  const sum = (label: string, basis: Basis): void => {
    const value = sums[basis][row];
    if (app.isUntimed(row) && (basis === "self" || basis === "calls" || value === 0)) {
      numbers.push([label, "–", "Sync functions have no times in a range"]);
      return;
    }
    const exact = sums[basis] === f[basis] ? exactly(f, basis, row, value) : value;
    numbers.push([label, app.text(value, basis, calls), basis === "calls" ? String(exact) : app.format.exactNanos(exact)]);
  };
  sum("Self", "self");
  sum("Total", "total");
  if (isAsync) {
    sum("Active", "active");
    sum("Await", "await");
  }
  sum("Calls", "calls");
  if (isAsync) {
    numbers.push(["Polls", count(f.polls[row]), ""], ["Peak", `${count(f.maxConcurrent[row])} at once`, ""]);
  }
  const lengths: [string, number][] = finished
    ? [
        ["Min", f.min[row]],
        ["Mean", f.mean[row]],
        ["p50", f.p50[row]],
        ["p95", f.p95[row]],
        ["p99", f.p99[row]],
        ["Max", f.max[row]],
      ]
    : [];
  const place = f.file[row] === "" ? "" : f.line[row] > 0 ? `${f.file[row]}:${f.line[row]}` : f.file[row];
  const failed = f.error[row] + f.panicked[row] + f.cancelled[row] > 0;
  return (
    <section class="details">
      <header>
        <h2>
          <bdi>{f.short[row]}</bdi>
        </h2>
        <Plain aria-label="Select nothing" title="Select nothing (Esc)" onClick={() => app.select(-1)}>
          ×
        </Plain>
      </header>
      <p class="full">
        <bdi>{f.name[row]}</bdi>
        {isAsync && !isLibrary && <i>async</i>}
        {isLibrary && <i>callflow</i>}
      </p>
      {place !== "" && (
        <p class="place">
          <bdi>{place}</bdi>
        </p>
      )}
      {isLeftOut ? (
        <p class="left-out">
          Left out by a filter.{" "}
          <Plain
            onClick={() => app.filter(shownAgain(app.recording, app.filters.peek(), row))}
          >
            Show it again
          </Plain>
        </p>
      ) : (
        <Numbers of={numbers} />
      )}
      <p class={failed ? "outcomes failed" : "outcomes"}>{outcomeWords(f, row)}</p>
      {lengths.length > 0 && (
        <>
          <h3>Durations of calls</h3>
          <Distribution
            from={f.histogram[row].from}
            weights={f.histogram[row].calls}
            marks={lengths.slice(2, 5).map(([label, at]) => ({ label, at }))}
            noun="call"
          />
          <Numbers of={lengths.map(([label, nanos]) => [label, duration(nanos)])} kind="small" />
        </>
      )}
      <Neighbours app={app} row={row} title="Callers" ends="to" />
      <Neighbours app={app} row={row} title="Callees" ends="from" />
      {f.args[row].length > 0 && (
        <>
          <h3>Arguments of the last calls</h3>
          <ul class="arguments">
            {f.args[row].map((values) => (
              <li>
                <bdi>{values}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="actions">
        <Plain onClick={() => app.filter({ focus: row })}>
          Only paths through it
        </Plain>
        {!isLeftOut && (
          <Plain
            onClick={() => app.filter({ hidden: [...new Set([...app.filters.peek().hidden, row])] })}
            title="Its time counts for who called it"
          >
            Hide it
          </Plain>
        )}
        {!isLeftOut && f.module[row] !== "" && (
          <Plain
            onClick={() => app.filter({ hiddenModules: [...new Set([...app.filters.peek().hiddenModules, f.module[row]])] })}
          >
            Hide its module
          </Plain>
        )}
      </div>
    </section>
  );
}

const FEW = 6;

/** The other ends of the edges that have `row` at one end. */
function Neighbours({ app, row, title, ends }: { app: App; row: number; title: string; ends: "from" | "to" }) {
  const { edges } = use(app.picture);
  const { functions: f } = app.recording;
  const rows: number[] = [];
  for (let edge = 0; edge < edges.length; edge++) if (edges[ends][edge] === row) rows.push(edge);
  rows.sort((a, b) => edges.total[b] - edges.total[a] || edges.calls[b] - edges.calls[a]);
  const other = ends === "to" ? edges.from : edges.to;
  const [shown, more] = useFirst(rows, FEW);
  if (rows.length === 0) return null;
  const times = new Map<string, number>();
  for (const edge of rows) times.set(f.short[other[edge]], (times.get(f.short[other[edge]]) ?? 0) + 1);
  return (
    <>
      <h3>
        {title} <small>{app.format.count(rows.length)}</small>
      </h3>
      <ul class="neighbours">
        {shown.map((edge) => (
          <li key={edge}>
            <button type="button" title={f.name[other[edge]].slice(0, 500)} onClick={() => app.select(other[edge])}>
              <bdi>{f.short[other[edge]]}</bdi>
              {times.get(f.short[other[edge]])! > 1 && (
                <>
                  {" "}
                  <small>
                    <bdi>{f.module[other[edge]]}</bdi>
                  </small>
                </>
              )}
            </button>
            <span>{app.format.duration(edges.total[edge])}</span>
            <span>{app.isUntimed(edges.to[edge]) ? "–" : `${app.format.count(edges.calls[edge])}×`}</span>
          </li>
        ))}
      </ul>
      {more}
    </>
  );
}

/** What is folded, and how much is drawn. */
function Show({ app }: { app: App }) {
  const filters = use(app.filters);
  const view = use(app.view);
  const threshold = use(app.threshold);
  const top = use(app.top);
  const all = app.modules.reduce((sum, { functions }) => sum + functions, 0);
  const most = Math.max(1, Math.min(1_000, all));
  return (
    <section class="show">
      <h3>Show</h3>
      <label>
        <input
          type="checkbox"
          checked={filters.foldRecursion}
          onChange={(event) => app.filter({ foldRecursion: event.currentTarget.checked })}
        />{" "}
        Fold recursion
      </label>
      <label>
        <input
          type="checkbox"
          checked={filters.foldForeign}
          onChange={(event) => app.filter({ foldForeign: event.currentTarget.checked })}
        />{" "}
        Fold std and dependencies
      </label>
      {view === "graph" && all > 1 && (
        <>
          <label class="slider">
            <span>Functions above</span>
            <output>{threshold} %</output>
            <input
              type="range"
              min="0"
              max="5"
              step="0.1"
              value={threshold}
              onInput={(event) => (app.threshold.value = Number(event.currentTarget.value))}
            />
          </label>
          <label class="slider">
            <span>At most</span>
            <output>{app.format.counted(Math.min(top, all), "function")}</output>
            <input
              type="range"
              min="1"
              max={most}
              value={Math.min(top, most)}
              onInput={(event) => (app.top.value = Number(event.currentTarget.value))}
            />
          </label>
        </>
      )}
    </section>
  );
}

const MODULES = 12;

/** Colours and sizes of the modules; a click shows one alone, with Shift it shows or hides one. */
function Legend({ app }: { app: App }) {
  const filters = use(app.filters);
  const theme = use(app.theme);
  const { functions: sums, share } = use(app.picture);
  const { modules } = app;
  const own = useMemo(() => selfByModule(app.recording.functions, sums.self), [sums]);
  const isLimited = sums.self !== app.recording.functions.self;
  const [shown, more] = useFirst(modules, MODULES);
  const isShown = (name: string): boolean =>
    !filters.hiddenModules.includes(name) && (filters.onlyModules.length === 0 || filters.onlyModules.includes(name));
  const toggled = (names: readonly string[], name: string): readonly string[] =>
    names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
  const choose = (name: string, shift: boolean): void => {
    if (shift && filters.onlyModules.length > 0) app.filter({ onlyModules: toggled(filters.onlyModules, name) });
    else if (shift) app.filter({ hiddenModules: toggled(filters.hiddenModules, name) });
    else {
      const isAlone = filters.onlyModules.length === 1 && filters.onlyModules[0] === name;
      app.filter({ onlyModules: isAlone ? [] : [name], hiddenModules: [] });
    }
  };
  if (modules.length < 2) return null;
  return (
    <section class="legend">
      <h3>
        Modules <small>{app.format.count(modules.filter(({ functions }) => functions > 0).length)}</small>
        <small>, of self time{isLimited && " shown"}</small>
      </h3>
      <ul>
        {shown.map(({ name, functions, isForeign }) => (
          <li key={name}>
            <button
              type="button"
              aria-pressed={isShown(name)}
              title={`${name || "(no module)"}: click for this module alone, Shift+click to show or hide it`}
              onClick={(event) => choose(name, event.shiftKey)}
            >
              <svg width="12" height="12" aria-hidden="true">
                <rect width="12" height="12" rx="3" fill={isForeign ? foreignColour(theme) : app.colour(name, theme)} />
              </svg>
              <bdi>{name || "(no module)"}</bdi>
              <span>{functions > 0 && app.format.count(functions)}</span>
              <span>{app.format.percent(app.format.share(own.get(name) ?? 0, share * app.recording.busy))}</span>
            </button>
          </li>
        ))}
      </ul>
      {more}
    </section>
  );
}
