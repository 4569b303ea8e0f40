/** Every function of either side, in a table of which only the rows in sight exist. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ASYNC, LIBRARY } from "../model.ts";
import { use } from "../use.ts";
import { Badge } from "./badge.tsx";
import { columnsOf, fits, hasExactChange, parse, sortedRows, type Column } from "./columns.ts";
import { FILTERS, type CompareApp, type Filter } from "./state.ts";
import { directionOf, SIGNS, WORDS } from "./tone.ts";

const ROW = 30;
const HEAD = 36;
/** The least that names have, in pixels. */
const NAME = 240;
/** Rows beyond the edges, so that scrolling does not show empty ones. */
const BEYOND = 6;

const TITLES: Record<Filter, string> = { ...WORDS, new: "NEW", gone: "GONE", counts: "exact counts differ" };

/** The statuses with their numbers: a legend, and what the table is limited by. */
function Statuses({ app }: { app: CompareApp }) {
  const comparison = use(app.comparison);
  const tones = use(app.tones);
  const filters = use(app.filters);
  const { functions: f } = comparison;
  const numbers: Record<Filter, number> = { more: 0, less: 0, new: 0, gone: 0, unsure: 0, same: 0, counts: 0 };
  tones.forEach((tone, row) => {
    if ((f.flags[row] & LIBRARY) !== 0) return;
    numbers[tone] += 1;
    if (hasExactChange(comparison, row)) numbers.counts += 1;
  });
  const toggle = (one: Filter): void => {
    const next = new Set(filters);
    if (!next.delete(one)) next.add(one);
    app.filters.value = next;
  };
  return (
    <div class="statuses" role="group" aria-label="Show only">
      {FILTERS.map((one) => (
        <button
          type="button"
          key={one}
          class={`status is-${one}`}
          aria-pressed={filters.has(one)}
          disabled={numbers[one] === 0 && !filters.has(one)}
          onClick={() => toggle(one)}
        >
          <span aria-hidden="true">{one === "counts" ? "#" : SIGNS[one]}</span> {TITLES[one]} <b>{app.format.count(numbers[one])}</b>
        </button>
      ))}
      {filters.size > 0 && (
        <button type="button" class="plain" onClick={() => (app.filters.value = new Set())}>
          All
        </button>
      )}
    </div>
  );
}

export function Table({ app }: { app: CompareApp }) {
  const comparison = use(app.comparison);
  const { functions: f } = comparison;
  const hits = use(app.hits);
  const searching = use(app.searching);
  const filters = use(app.filters);
  const sorting = use(app.sorting);
  const selection = use(app.selection);
  const tones = use(app.tones);

  const columns = useMemo(() => columnsOf(comparison), [comparison]);
  const { key, isDescending } = parse(sorting, columns);
  const order = useMemo(() => {
    const rows: number[] = [];
    for (let row = 0; row < f.length; row++)
      if ((!searching || hits[row] === 1) && fits(comparison, row, filters)) rows.push(row);
    return sortedRows(Int32Array.from(rows), columns, sorting);
  }, [comparison, hits, searching, filters, sorting]);

  const scroller = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState(0);
  const [height, setHeight] = useState(600);
  const wantsFocus = useRef(false);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => setHeight(element.clientHeight);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const place = useMemo(() => order.indexOf(selection), [order, selection]);
  useEffect(() => {
    const element = scroller.current!;
    if (place < 0) return;
    const top = place * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW + HEAD > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW + HEAD - element.clientHeight;
  }, [place]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>("tr[tabindex='0']")?.focus({ preventScroll: true });
  });

  const first = Math.max(0, Math.min(order.length - 1, Math.floor(from / ROW) - BEYOND));
  const last = Math.min(order.length, Math.ceil((from + height) / ROW) + BEYOND);
  // The one row that Tab reaches.
  const reached = place >= first && place < last ? place : Math.min(first + (first === 0 ? 0 : BEYOND), last - 1);

  const onKey = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(height / ROW) - 2);
    const end = order.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: reached + (place < 0 ? 0 : 1),
      ArrowUp: reached - 1,
      PageDown: reached + page,
      PageUp: reached - page,
      Home: 0,
      End: end,
      Enter: reached,
      " ": reached,
    };
    const to = steps[event.key];
    if (to === undefined || order.length === 0) return;
    event.preventDefault();
    const row = order[Math.min(end, Math.max(0, to))];
    wantsFocus.current = row !== selection;
    app.select(row);
  };
  const sort = (column: Column): void => {
    const downwards = key === column.key ? !isDescending : column.key !== "name";
    app.sorting.value = downwards ? `-${column.key}` : column.key;
    scroller.current!.scrollTop = 0;
  };
  const space = (rows: number) =>
    rows > 0 && (
      <tr class="space" aria-hidden="true" style={{ height: `${rows * ROW}px` }}>
        <td colSpan={columns.length} />
      </tr>
    );
  const shown = order.length === f.length ? `All ${app.format.counted(f.length, "function")}` : `${app.format.count(order.length)} of ${app.format.counted(f.length, "function")}`;

  return (
    <>
      <Statuses app={app} />
      <div class="table" ref={scroller} onScroll={(event) => setFrom(event.currentTarget.scrollTop)}>
        <table
          class="compared"
          style={{ minWidth: `${NAME + columns.reduce((sum, { width }) => sum + width, 0)}px` }}
          aria-rowcount={order.length + 1} aria-label="Every function before and after"
        >
          <colgroup>
            {columns.map((column) => (
              <col key={column.key} style={column.width > 0 ? { width: `${column.width}px` } : {}} />
            ))}
          </colgroup>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  scope="col"
                  key={column.key}
                  class={column.isText ? "text" : ""}
                  aria-sort={column.key !== key ? "none" : isDescending ? "descending" : "ascending"}
                >
                  <button type="button" title={column.help} onClick={() => sort(column)}>
                    {column.title}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody onKeyDown={onKey}>
            {space(first)}
            {Array.from(order.subarray(first, last), (row, i) => (
              <tr
                key={row}
                aria-rowindex={first + i + 2}
                aria-selected={row === selection}
                class={`${row === selection ? "chosen " : ""}is-${tones[row]}`}
                tabIndex={first + i === reached ? 0 : -1}
                onClick={() => app.select(row === selection ? -1 : row)}
              >
                {columns.map((column) => cell(app, column, row))}
              </tr>
            ))}
            {space(order.length - last)}
          </tbody>
        </table>
        {order.length === 0 && <p class="empty">{searching ? "No function matches." : "No function has that status."}</p>}
      </div>
      <p class="thin" role="status">
        {shown}
      </p>
    </>
  );
}

function cell(app: CompareApp, column: Column, row: number) {
  const { functions: f } = app.comparison.peek();
  if (column.key === "name")
    return (
      <th scope="row" key="name" title={`${f.name[row].slice(0, 1_000)}\n${f.file[row]}${f.line[row] > 0 ? `:${f.line[row]}` : ""}`}>
        <bdi>{f.short[row]}</bdi>
        {(f.flags[row] & LIBRARY) !== 0 ? <i>callflow</i> : (f.flags[row] & ASYNC) !== 0 ? <i>async</i> : null}
        <bdi class="before">{f.name[row].slice(0, -f.short[row].length).replace(/::$/, "")}</bdi>
      </th>
    );
  const text = column.text(row);
  if (column.key === "status")
    return (
      <td class="text" key="status">
        {(f.flags[row] & LIBRARY) !== 0 ? "–" : <Badge tone={app.tones.peek()[row]} />}
      </td>
    );
  const tone = column.tone === undefined ? "" : directionOf(column.tone(row));
  const isPale = text === "–" || text === "0 ns" || text === "0.0 %";
  return (
    <td
      key={column.key}
      class={`${column.isText ? "text" : ""}${isPale ? " pale" : ""}${tone !== "" ? ` difference ${tone}` : ""}`}
      title={column.isText && text.length > 24 ? text : undefined}
    >
      {text}
    </td>
  );
}
