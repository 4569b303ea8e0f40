/** A table of functions, sorted by its heads, of which only the rows in sight exist; on paper all of them, up to a limit. */

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ASYNC, LIBRARY, type Named } from "../model.ts";
import { count, counted } from "../format.ts";
import type { Sortable, Sorting } from "./sorting.ts";

const ROW = 30;
const HEAD = 36;
/** Rows beyond the edges, so that scrolling does not show empty ones. */
const BEYOND = 6;
/** More rows than anyone reads on paper. */
const PRINTED = 2_000;

export interface Head extends Sortable {
  readonly title: string;
  readonly help: string;
  /** In pixels; 0 takes what the others leave. */
  readonly width: number;
  /** Set as words rather than as numbers. */
  readonly isText?: boolean;
}

interface Props<Column extends Head> {
  readonly kind: string;
  readonly label: string;
  /** In pixels; a stylesheet may add to it by `--name`, for the column of names. */
  readonly least?: number;
  /** Says which columns are out of sight, and leads to them. */
  readonly tellsMore?: boolean;
  readonly columns: readonly Column[];
  /** Functions in the order in which they are shown. */
  readonly order: Int32Array;
  readonly sorting: Sorting;
  readonly selection: number;
  /** What is said where there are no rows. */
  readonly empty: string;
  /** As `parseSorting` reads it. */
  sort(text: string): void;
  select(row: number): void;
  help?(column: Column): string;
  rowClass?(row: number): string;
  /** Keyed by its column. */
  cell(column: Column, row: number): JSX.Element;
}

export function Windowed<Column extends Head>(props: Props<Column>) {
  const { columns, order, sorting, selection } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [from, setFrom] = useState(0);
  /** As much of the table lies beyond the right edge. */
  const [gap, setGap] = useState(0);
  const [height, setHeight] = useState(600);
  const wantsFocus = useRef(false);
  const isPrinting = usePrinting(scroller);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => {
      setHeight(element.clientHeight);
      setGap(gapOf(element));
    };
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
    // A row far away exists only after the scrolling.
    const row = scroller.current?.querySelector<HTMLElement>("tr[aria-selected='true']");
    if (!row) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });

  const beyond = props.tellsMore && !isPrinting ? columnsBeyond(columns, gap) : 0;
  const first = isPrinting ? 0 : Math.max(0, Math.min(order.length - 1, Math.floor(from / ROW) - BEYOND));
  const last = Math.min(order.length, isPrinting ? PRINTED : Math.ceil((from + height) / ROW) + BEYOND);
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
    props.select(row);
  };

  const sort = ({ key }: Column): void => {
    const downwards = sorting.key === key ? !sorting.isDescending : key !== "name";
    props.sort(downwards ? `-${key}` : key);
    scroller.current!.scrollTop = 0;
  };
  const space = (rows: number) =>
    rows > 0 && (
      <tr class="space" aria-hidden="true" style={{ height: `${rows * ROW}px` }}>
        <td colSpan={columns.length} />
      </tr>
    );

  return (
    <div
      class="table"
      ref={scroller}
      onScroll={(event) => {
        setFrom(event.currentTarget.scrollTop);
        setGap(gapOf(event.currentTarget));
      }}
    >
      {beyond > 0 && (
        <p class="beyond">
          <button
            type="button"
            class="plain"
            title={`${counted(beyond, "more column")}: ${columns.slice(-beyond).map(({ title }) => title).join(", ")}`}
            onClick={() => (scroller.current!.scrollLeft = scroller.current!.scrollWidth)}
          >
            +{beyond} ›
          </button>
        </p>
      )}
      <table
        class={props.kind}
        style={props.least === undefined ? {} : { minWidth: `calc(${props.least}px + var(--name, 0px))` }}
        aria-rowcount={order.length + 1}
        aria-label={props.label}
      >
        <colgroup>
          {columns.map(({ key, width }) => (
            <col key={key} style={width > 0 ? { width: `${width}px` } : {}} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                scope="col"
                key={column.key}
                class={column.isText ? "text" : ""}
                aria-sort={column.key !== sorting.key ? "none" : sorting.isDescending ? "descending" : "ascending"}
              >
                <button type="button" title={props.help?.(column) ?? column.help} onClick={() => sort(column)}>
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
              class={`${row === selection ? "chosen " : ""}${props.rowClass?.(row) ?? ""}`}
              tabIndex={first + i === reached ? 0 : -1}
              onClick={() => props.select(row === selection ? -1 : row)}
            >
              {columns.map((column) => props.cell(column, row))}
            </tr>
          ))}
          {!isPrinting && space(order.length - last)}
        </tbody>
      </table>
      {isPrinting && last < order.length && (
        <p class="more">
          The first {count(last)} of {counted(order.length, "row")}; the page itself has all.
        </p>
      )}
      {order.length === 0 && <p class="empty">{props.empty}</p>}
    </div>
  );
}

function gapOf({ scrollWidth, scrollLeft, clientWidth }: HTMLElement): number {
  return scrollWidth - scrollLeft - clientWidth;
}

/** How many of the last columns are out of sight, or more than half so, where `gap` pixels of the table are. */
export function columnsBeyond(columns: readonly Head[], gap: number): number {
  let beyond = 0;
  for (let rest = gap; beyond < columns.length; beyond++) {
    const { width } = columns[columns.length - 1 - beyond];
    if (rest <= width / 2) break;
    rest -= width;
  }
  return beyond;
}

/** Whether the page is on its way to paper. Where the table was scrolled to, it is again afterwards. */
function usePrinting(scroller: { readonly current: HTMLElement | null }): boolean {
  const [isPrinting, setPrinting] = useState(false);
  const top = useRef(0);
  useEffect(() => {
    const before = (): void => {
      top.current = scroller.current!.scrollTop;
      setPrinting(true);
    };
    const after = (): void => setPrinting(false);
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
  useLayoutEffect(() => {
    if (!isPrinting) scroller.current!.scrollTop = top.current;
  }, [isPrinting]);
  return isPrinting;
}

/** The head of a row; `children` stand before the name. */
export function NameCell({ f, row, children }: { f: Named; row: number; children?: ComponentChildren }) {
  return (
    <th scope="row" title={`${f.name[row].slice(0, 1_000)}\n${f.file[row]}${f.line[row] > 0 ? `:${f.line[row]}` : ""}`}>
      {children}
      <bdi>{f.short[row]}</bdi>
      {(f.flags[row] & LIBRARY) !== 0 ? <i>callflow</i> : (f.flags[row] & ASYNC) !== 0 ? <i>async</i> : null}
      <bdi class="before">{f.name[row].slice(0, -f.short[row].length).replace(/::$/, "")}</bdi>
    </th>
  );
}
