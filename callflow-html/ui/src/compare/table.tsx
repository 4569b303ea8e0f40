/** Every function of either side. */

import { useMemo } from "preact/hooks";
import { parseSorting, sorted } from "../table/sorting.ts";
import { Windowed } from "../table/windowed.tsx";
import { use } from "../use.ts";
import { Badge } from "./badge.tsx";
import { hasExactChange } from "./changes.ts";
import { columnsOf, fits, type Column } from "./columns.ts";
import { NameCell } from "./name-cell.tsx";
import { FILTERS, type CompareApp, type Filter } from "./state.ts";
import { directionOf, isJudged, judged, SIGNS, WORDS } from "./tone.ts";

/** The column that the table is sorted by at first. */
const OPENING = "diff";

const TITLES: Record<Filter, string> = { ...WORDS, new: "NEW", gone: "GONE", counts: "exact counts differ" };

/** The statuses with their numbers: a legend, and what the table is limited by. */
function Statuses({ app }: { app: CompareApp }) {
  const comparison = use(app.comparison);
  const tones = use(app.tones);
  const filters = use(app.filters);
  const { functions: f } = comparison;
  const numbers = Object.fromEntries(FILTERS.map((one) => [one, 0])) as Record<Filter, number>;
  tones.forEach((tone, row) => {
    if (!isJudged(f, row)) return;
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
      <span class="pale">By total time:</span>
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
  const order = useMemo(() => {
    const rows: number[] = [];
    for (let row = 0; row < f.length; row++)
      if ((!searching || hits[row] === 1) && fits(comparison, row, filters)) rows.push(row);
    return sorted(Int32Array.from(rows), columns, parseSorting(sorting, columns, OPENING));
  }, [comparison, hits, searching, filters, sorting]);
  const all = judged(f);
  const own = judged(f, order);
  const shown = `${own === all ? "All" : `${app.format.count(own)} of`} ${app.format.counted(all, "function")}`;
  const library = order.length - own;

  return (
    <>
      <Statuses app={app} />
      <Windowed
        kind="compared"
        label="Every function before and after"
        least={columns.reduce((sum, { width }) => sum + width, 0)}
        tellsMore
        columns={columns}
        order={order}
        sorting={parseSorting(sorting, columns, OPENING)}
        sort={(text) => (app.sorting.value = text)}
        selection={selection}
        select={app.select}
        rowClass={(row) => `is-${tones[row]}`}
        cell={(column, row) => cell(app, column, row)}
        empty={searching ? "No function matches." : "No function has that status."}
      />
      <p class="thin" role="status">
        {shown}
        {library > 0 && `, and ${app.format.counted(library, "node")} of callflow itself, not judged`}
      </p>
    </>
  );
}

function cell(app: CompareApp, column: Column, row: number) {
  const { functions: f } = app.comparison.peek();
  if (column.key === "name") return <NameCell key="name" f={f} row={row} />;
  const text = column.text(row);
  if (column.key === "status")
    return (
      <td class="text" key="status">
        {isJudged(f, row) ? <Badge tone={app.tones.peek()[row]} /> : "–"}
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
