/** The selected function in numbers, where every part of the page leaves it in sight. */

import { useEffect, useRef } from "preact/hooks";
import { ASYNC } from "../model.ts";
import { use } from "../use.ts";
import { Badge } from "./badge.tsx";
import { callsText } from "./columns.ts";
import { Status, type Ranges, type Sided } from "./model.ts";
import type { CompareApp } from "./state.ts";
import { directionOf, isJudged, toneOfSelf, toneOfTotal, type Tone } from "./tone.ts";
import { arrow, changePercent, difference, rangePercent } from "./words.ts";

/** What is left free between a row and the details, in pixels. */
const GAP = 8;

export function Details({ app }: { app: CompareApp }) {
  const { functions: f, confidence } = use(app.comparison);
  const row = use(app.selection);
  const { told } = use(app.changes);
  const { format } = app;
  const dock = useRef<HTMLElement>(null);
  // After the tables have scrolled to the row: it may have come to lie behind what is drawn here.
  useEffect(() => {
    const upper = dock.current?.getBoundingClientRect().top ?? Infinity;
    for (const element of document.querySelectorAll("tr.chosen")) {
      const { top, bottom } = element.getBoundingClientRect();
      if (top < innerHeight && bottom > upper) return scrollBy(0, bottom - upper + GAP);
    }
  }, [row]);
  if (row < 0) return null;
  const at = told.indexOf(row);
  const like = app.like.value[row];
  const times = (label: string, { before, after }: Sided, tone?: Tone) => (
    <div>
      <dt>{label}</dt>
      <dd>
        {arrow(format.duration(before[row]), format.duration(after[row]))}{" "}
        {before[row] !== after[row] && (
          <span class={`difference ${tone === undefined ? "" : directionOf(tone)}`}>
            {difference(before[row], after[row])}
            {f.status[row] === Status.Both && `, ${changePercent(before[row], after[row])}`}
          </span>
        )}
      </dd>
    </div>
  );
  const because = (ranges: Ranges, { before }: Sided, why: string): string => {
    const interval = rangePercent(ranges, row, before[row]);
    return interval === "–" ? why : `${confidence} % interval ${interval}; ${why}`;
  };
  const evidence = because(f.interval, f.total, f.evidence[row]);
  const ownEvidence = because(f.ownInterval, f.self, f.ownEvidence[row]);
  const isAsync = (f.flags[row] & ASYNC) !== 0;
  return (
    <aside class="selected" ref={dock} aria-label="Selected function">
      <header>
        <h2>
          <bdi title={f.name[row].slice(0, 1_000)}>{f.short[row]}</bdi>
        </h2>
        {isJudged(f, row) ? <Badge tone={toneOfTotal(f, row)} of="total" /> : <i>callflow</i>}
        {isAsync && <i>async</i>}
        <span class="before">
          <bdi>
            {f.module[row]}
            {f.file[row] !== "" && `  ${f.file[row]}${f.line[row] > 0 ? `:${f.line[row]}` : ""}`}
          </bdi>
        </span>
        <span class="walk">
          {at >= 0 && `change ${format.count(at + 1)} of ${format.count(told.length)}`}
          <button type="button" class="plain" title="Previous change (p)" aria-label="Previous change" disabled={told.length === 0} onClick={() => app.step(-1)}>
            {"\u25b4"}
          </button>
          <button type="button" class="plain" title="Next change (n)" aria-label="Next change" disabled={told.length === 0} onClick={() => app.step(1)}>
            {"\u25be"}
          </button>
          <button type="button" class="plain" title="Select none (Esc)" aria-label="Select none" onClick={() => app.select(-1)}>
            {"\u00d7"}
          </button>
        </span>
      </header>
      <dl>
        {times("Self", f.self, toneOfSelf(f, row))}
        {times("Total", f.total, toneOfTotal(f, row))}
        {isAsync && times("Active", f.active)}
        {isAsync && times("Await", f.await)}
        <div>
          <dt>Calls</dt>
          <dd>{callsText(f.calls, row)}</dd>
        </div>
        {times("Per call", f.mean)}
        {times("p95", f.p95)}
      </dl>
      <p>
        {f.endings[row]}
        {f.counts[row] !== "" && `; ${f.counts[row]}`}. Total time: {evidence}.
        {evidence !== ownEvidence && ` Self time: ${ownEvidence}.`}
        {like >= 0 && (
          <>
            {" "}
            Looks like{" "}
            <button type="button" class="name" onClick={() => app.select(like)}>
              <bdi>{f.short[like]}</bdi>
            </button>
            .
          </>
        )}
      </p>
    </aside>
  );
}
