/** Every function in a table of which only the rows in sight exist. */

import { render } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { moduleColour } from "../colours.ts";
import { ASYNC, LIBRARY } from "../model.ts";
import { isForeign } from "../origin.ts";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { columnsOf, parseSorting, sorted, type Column } from "./columns.ts";

const ROW = 30;
/** Rows beyond the edges, so that scrolling does not show empty ones. */
const BEYOND = 6;

export function mount(host: HTMLElement, app: App): () => void {
  render(<Table app={app} />, host);
  return () => render(null, host);
}

function Table({ app }: { app: App }) {
  const picture = use(app.picture);
  const unit = use(app.unit);
  const basis = use(app.basis);
  const hits = use(app.hits);
  const searching = use(app.searching);
  const selection = use(app.selection);
  const theme = use(app.theme);
  const state = app.viewState("table");
  const sorting = use(state);
  const { functions: f } = app.recording;
  const sums = picture.functions;

  const columns = useMemo(() => columnsOf(app, sums), [sums, unit]);
  const { key, isDescending } = parseSorting(sorting, columns, basis);
  const isLimited = sums.self !== f.self;
  const rows = useMemo(() => {
    const all: number[] = [];
    for (let row = 0; row < f.length; row++) {
      if (searching && hits[row] === 0) continue;
      if (isLimited && sums.calls[row] === 0 && sums.total[row] === 0 && sums.self[row] === 0) continue;
      all.push(row);
    }
    return Int32Array.from(all);
  }, [sums, hits, searching]);
  const order = useMemo(
    () => sorted(rows, columns.find((column) => column.key === key)!, isDescending),
    [rows, columns, key, isDescending],
  );

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
    const head = ROW + 6;
    const top = place * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW + head > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW + head - element.clientHeight;
  }, [place]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    // A row far away exists only after the scrolling.
    const row = scroller.current?.querySelector<HTMLElement>("tr[aria-selected='true']");
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
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
    event.stopPropagation();
    const row = order[Math.min(end, Math.max(0, to))];
    // Twice the same selection draws nothing, and the focus would wait for the next time.
    wantsFocus.current = row !== selection;
    app.select(row);
  };

  const sort = (column: Column): void => {
    const downwards = key === column.key ? !isDescending : column.key !== "name";
    state.value = downwards ? `-${column.key}` : column.key;
    scroller.current!.scrollTop = 0;
  };

  return (
    <div class="table" ref={scroller} onScroll={(event) => setFrom(event.currentTarget.scrollTop)}>
      <table class={columns.length > 12 ? "functions wide" : "functions"} aria-rowcount={order.length + 1} aria-label="Functions">
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
                class={column.key === "name" ? "name" : column.key === "failed" ? "text" : ""}
                aria-sort={column.key !== key ? "none" : isDescending ? "descending" : "ascending"}
              >
                <button
                  type="button"
                  title={isLimited && column.isWhole ? `${column.help}; of the whole recording` : column.help}
                  onClick={() => sort(column)}
                >
                  {column.title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKey}>
          {first > 0 && (
            <tr class="space" aria-hidden="true" style={{ height: `${first * ROW}px` }}>
              <td colSpan={columns.length} />
            </tr>
          )}
          {Array.from(order.subarray(first, last), (row, i) => (
            <tr
              key={row}
              aria-rowindex={first + i + 2}
              aria-selected={row === selection}
              class={row === selection ? "chosen" : ""}
              tabIndex={first + i === reached ? 0 : -1}
              onClick={() => app.select(row === selection ? -1 : row)}
            >
              {columns.map((column) =>
                column.key === "name" ? (
                  <th scope="row" key="name" title={`${f.name[row].slice(0, 1_000)}\n${f.file[row]}${f.line[row] > 0 ? `:${f.line[row]}` : ""}`}>
                    <svg class="dot" width="8" height="8" aria-hidden="true">
                      <rect width="8" height="8" rx="2" fill={moduleColour(isForeign(f, row) ? "" : f.module[row], theme)} />
                    </svg>
                    <bdi>{f.short[row]}</bdi>
                    {(f.flags[row] & LIBRARY) !== 0 ? <i>callflow</i> : (f.flags[row] & ASYNC) !== 0 ? <i>async</i> : null}
                    <bdi class="before">{f.name[row].slice(0, -f.short[row].length).replace(/::$/, "")}</bdi>
                  </th>
                ) : (
                  <Cell column={column} row={row} isPale={isLimited && column.isWhole === true} />
                ),
              )}
            </tr>
          ))}
          {last < order.length && (
            <tr class="space" aria-hidden="true" style={{ height: `${(order.length - last) * ROW}px` }}>
              <td colSpan={columns.length} />
            </tr>
          )}
        </tbody>
      </table>
      {order.length === 0 && <p class="empty">{searching ? "No function matches." : "The filters leave nothing to show."}</p>}
    </div>
  );
}

const BAR = 44;

function Cell({ column, row, isPale }: { column: Column; row: number; isPale: boolean }) {
  const text = column.text(row);
  const kind = column.key === "failed" ? (text === "ok" || text === "–" ? "text" : "text failed") : "";
  const pale = isPale || text === "–" || text === "0" || text === "0 ns" || text === "0.0 %" || text === "ok";
  return (
    <td class={`${kind}${pale ? " pale" : ""}`} title={column.key === "failed" && text.length > 18 ? text : undefined}>
      {column.bar !== undefined && (
        <svg class="bar" width={BAR} height="8" aria-hidden="true">
          <rect class="own" width={column.bar(row) > 0 ? Math.max(1, column.bar(row) * BAR) : 0} height="8" />
        </svg>
      )}
      {column.bar === undefined ? text : <span>{text}</span>}
    </td>
  );
}
