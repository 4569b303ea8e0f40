/** Every function, as the filters leave it. */

import { render } from "preact";
import { useMemo } from "preact/hooks";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { columnsOf, type Column } from "./columns.ts";
import { parseSorting, sorted } from "./sorting.ts";
import { NameCell, Windowed } from "./windowed.tsx";

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
  use(app.theme);
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
  const order = useMemo(() => sorted(rows, columns, { key, isDescending }), [rows, columns, key, isDescending]);

  return (
    <Windowed
      kind="functions"
      least={columns.reduce((sum, { width }) => sum + width, 0)}
      tellsMore
      label="Functions"
      columns={columns}
      order={order}
      sorting={{ key, isDescending }}
      sort={(text) => (state.value = text)}
      selection={selection}
      select={app.select}
      help={({ help, isWhole }) => (isLimited && isWhole ? `${help}; of the whole recording` : help)}
      cell={(column, row) =>
        column.key === "name" ? (
          <NameCell key="name" f={f} row={row}>
            <svg class="dot" width="8" height="8" aria-hidden="true">
              <rect width="8" height="8" rx="2" fill={app.colourOf(row)} />
            </svg>
          </NameCell>
        ) : (
          <Cell key={column.key} column={column} row={row} isPale={isLimited && column.isWhole === true} />
        )
      }
      empty={searching ? "No function matches." : "The filters leave nothing to show."}
    />
  );
}

const BAR = 28;

function Cell({ column, row, isPale }: { column: Column; row: number; isPale: boolean }) {
  const text = column.text(row);
  const kind = column.key === "failed" ? (text === "ok" || text === "–" ? "text" : "text failed") : "";
  const pale = isPale || text === "–" || text === "0" || text === "0 ns" || text === "0.0 %" || text === "ok";
  return (
    <td class={`${kind}${pale ? " pale" : ""}`} title={column.key === "failed" && text.length > 18 ? text : column.hint?.(row) || undefined}>
      {column.bar !== undefined && (
        <svg class="bar" width={BAR} height="8" aria-hidden="true">
          <rect class="own" width={column.bar(row) > 0 ? Math.max(1, column.bar(row) * BAR) : 0} height="8" />
        </svg>
      )}
      {column.bar === undefined ? text : <span>{text}</span>}
    </td>
  );
}
