/** What the async calls of a recording did: verdicts, functions, polls, and the longest awaits. */

import { render } from "preact";
import { useMemo, useState } from "preact/hooks";
import { counted, count, duration, percent, share } from "../format.ts";
import { ASYNC } from "../model.ts";
import { isCounted } from "../origin.ts";
import { Distribution } from "../shell/distribution.tsx";
import { useFirst } from "../shell/more.tsx";
import { Numbers } from "../shell/numbers.tsx";
import type { App } from "../state.ts";
import { columnsOf } from "../table/columns.ts";
import { use } from "../use.ts";
import { longestAwaits } from "./awaits.ts";
import { IN_A_ROW, LONG_POLL, MATTERS, MOSTLY_WAITING, MOSTLY_WORK, verdictsOf, type Rule, type Verdict } from "./verdicts.ts";

export function mount(host: HTMLElement, app: App): () => void {
  render(<Async app={app} />, host);
  return () => render(null, host);
}

function Async({ app }: { app: App }) {
  const hasCalls = app.recording.timeline.length > 0;
  return (
    <div class="async" tabIndex={0}>
      <Verdicts app={app} />
      <Functions app={app} />
      {hasCalls && <Polls app={app} />}
      {hasCalls && <Awaits app={app} />}
    </div>
  );
}

const WORDS: Record<Rule, string> = {
  "never-yielded": "never yielded",
  "long-poll": "long poll",
  "one-after-another": "lost concurrency",
  "gathered-work": "lost concurrency",
};

function Name({ app, row }: { app: App; row: number }) {
  const { functions: f } = app.recording;
  return (
    <button type="button" class="fn" title={f.name[row].slice(0, 500)} onClick={() => app.select(row)}>
      <bdi>{f.short[row]}</bdi>
    </button>
  );
}

function Sentence({ app, verdict }: { app: App; verdict: Verdict }) {
  const { fn, within, times, cost } = verdict;
  switch (verdict.rule) {
    case "never-yielded":
      return (
        <>
          {times === 1 ? "The one call" : `Each of ${count(times)} calls`} of <Name app={app} row={fn} /> was ready at its
          first poll: it need not be async, or it blocks.
        </>
      );
    case "long-poll":
      return (
        <>
          <Name app={app} row={fn} /> kept its thread for {duration(cost)} in one poll
          {times > 1 && `, and for more than ${duration(LONG_POLL)} in ${counted(times - 1, "other")}`}; nothing else ran
          there.
        </>
      );
    case "one-after-another":
      return (
        <>
          {count(times)} calls of <Name app={app} row={fn} /> within <Name app={app} row={within} /> waited one after
          another; waiting at once would save up to {duration(cost)}, if they do not need each other.
        </>
      );
    case "gathered-work":
      return (
        <>
          {count(times)} gathered calls of <Name app={app} row={fn} /> ran one after another on one thread: they worked
          for {duration(cost)} and hardly waited.
        </>
      );
  }
}

const FEW = 8;

function Verdicts({ app }: { app: App }) {
  const verdicts = useMemo(() => verdictsOf(app.recording), [app]);
  const [shown, more] = useFirst(verdicts, FEW);
  return (
    <section>
      <h2>Verdicts</h2>
      {verdicts.length === 0 ? (
        <p class="about">None of the rules applies.</p>
      ) : (
        <ul class="verdicts">
          {shown.map((verdict) => (
            <li key={`${verdict.rule} ${verdict.fn} ${verdict.within}`}>
              <b class={`badge ${verdict.rule}`}>{WORDS[verdict.rule]}</b>
              <p>
                <Sentence app={app} verdict={verdict} />
              </p>
            </li>
          ))}
        </ul>
      )}
      {more}
      <details class="rules">
        <summary>The rules</summary>
        <dl>
          <div>
            <dt>never yielded</dt>
            <dd>no call was polled a second time, and all have ended</dd>
          </div>
          <div>
            <dt>long poll</dt>
            <dd>
              a poll of more than {duration(LONG_POLL)}, polls of the calls below it left out; of the calls that the
              timeline kept
            </dd>
          </div>
          <div>
            <dt>lost concurrency</dt>
            <dd>
              {IN_A_ROW} or more calls of one function within one call, none overlapping another, suspended for{" "}
              {percent(MOSTLY_WAITING)} of their time or more, and {percent(MATTERS)} or more of their caller’s; or
              gathered calls whose polls make up {percent(MOSTLY_WORK)} or more of the time of their gather
            </dd>
          </div>
        </dl>
      </details>
    </section>
  );
}

/** Columns of the table that say most of async functions. */
const KEYS = ["await", "active", "total", "efficiency", "calls", "polls", "peak"];
const BAR = 160;
const ROWS = 20;

function Functions({ app }: { app: App }) {
  const { functions: sums } = use(app.picture);
  const selection = use(app.selection);
  const hits = use(app.hits);
  const searching = use(app.searching);
  use(app.unit);
  const { functions: f } = app.recording;
  const [key, setKey] = useState("await");
  const efficiency = (row: number): number => share(sums.active[row], sums.total[row]);
  const known = [
    ...columnsOf(app, sums),
    {
      key: "efficiency",
      title: "Efficiency",
      help: "Active time in percent of the total",
      value: efficiency,
      text: (row: number) => (sums.total[row] > 0 ? percent(efficiency(row)) : "–"),
    },
  ];
  const columns = KEYS.map((name) => known.find((column) => column.key === name)!);
  const { value } = columns.find((column) => column.key === key)!;
  const rows: number[] = [];
  let longest = 0;
  for (let row = 0; row < f.length; row++) {
    if ((f.flags[row] & ASYNC) === 0 || !isCounted(f, row)) continue;
    if (searching && hits[row] === 0) continue;
    rows.push(row);
    longest = Math.max(longest, sums.total[row]);
  }
  rows.sort((a, b) => value(b) - value(a) || a - b);
  const [shown, more] = useFirst(rows, ROWS);
  return (
    <section>
      <h2>Async functions</h2>
      <p class="about">
        Rows overlap where calls nest, so they do not add up.{" "}
        <span class="key">
          <i class="active" /> active
        </span>{" "}
        <span class="key">
          <i class="await" /> await
        </span>
      </p>
      {rows.length === 0 ? (
        <p class="empty">{searching ? "No async function matches." : "Only futures without a trace of their own were called."}</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Async functions">
          <table class="plain-table">
            <thead>
              <tr>
                <th scope="col" class="name">
                  Function
                </th>
                {columns.map(({ key: name, title, help }) => (
                  <th scope="col" key={name} aria-sort={name === key ? "descending" : "none"}>
                    <button type="button" title={help} onClick={() => setKey(name)}>
                      {title}
                    </button>
                  </th>
                ))}
                <th scope="col" class="text">
                  Active and await
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row} class={row === selection ? "chosen" : ""} onClick={() => app.select(row)}>
                  <th scope="row">
                    <Name app={app} row={row} />
                    <bdi class="before">{f.module[row]}</bdi>
                  </th>
                  {columns.map((column) => (
                    <td key={column.key}>{column.text(row)}</td>
                  ))}
                  <td class="text">
                    <svg class="bar" width={BAR} height="10" aria-hidden="true">
                      <rect class="active" width={longest > 0 ? (BAR * sums.active[row]) / longest : 0} height="10" />
                      <rect
                        class="await"
                        x={longest > 0 ? (BAR * sums.active[row]) / longest : 0}
                        width={longest > 0 ? (BAR * sums.await[row]) / longest : 0}
                        height="10"
                      />
                    </svg>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more}
    </section>
  );
}

/** How long polls took, those of the selected function where it has any. */
function Polls({ app }: { app: App }) {
  const selection = use(app.selection);
  const range = use(app.range);
  const { timeline, functions: f } = app.recording;
  const { lengths, isOfSelection } = useMemo(() => {
    const of = (fn: number): number[] => {
      const found: number[] = [];
      for (let call = 0; call < timeline.length; call++) {
        if (fn >= 0 ? timeline.fn[call] !== fn : !isCounted(f, timeline.fn[call])) continue;
        for (let slice = timeline.sliceFrom[call]; slice < timeline.sliceFrom[call + 1]; slice++) {
          if (range !== null && (timeline.sliceEnd[slice] < range[0] || timeline.sliceStart[slice] > range[1])) continue;
          found.push(timeline.sliceEnd[slice] - timeline.sliceStart[slice]);
        }
      }
      return found.sort((a, b) => a - b);
    };
    const own = selection < 0 ? [] : of(selection);
    return own.length > 0 ? { lengths: own, isOfSelection: true } : { lengths: of(-1), isOfSelection: false };
  }, [selection, range]);
  const at = (part: number): number => lengths[Math.min(lengths.length - 1, Math.floor(part * lengths.length))];
  return (
    <section>
      <h2>Poll durations</h2>
      <p class="about">
        {isOfSelection ? (
          <>
            Of <bdi class="fn">{f.short[selection]}</bdi>; select nothing for those of all functions.
          </>
        ) : (
          "How long a poll kept its thread, of the calls that the timeline kept; polls of the calls below are part of it."
        )}
      </p>
      {lengths.length === 0 ? (
        <p class="empty">No poll was kept.</p>
      ) : (
        <div class="polls">
          <Distribution
            from={lengths}
            weights={null}
            marks={[
              { label: "p50", at: at(0.5) },
              { label: "p95", at: at(0.95) },
              { label: "p99", at: at(0.99) },
            ]}
            noun="poll"
            width={640}
            height={130}
          />
          <Numbers
            of={[
              ["Polls", count(lengths.length)],
              ["p50", duration(at(0.5))],
              ["p95", duration(at(0.95))],
              ["p99", duration(at(0.99))],
              ["Longest", duration(lengths[lengths.length - 1])],
            ]}
          />
        </div>
      )}
    </section>
  );
}

const AWAITS = 20;

function Awaits({ app }: { app: App }) {
  const selection = use(app.selection);
  const range = use(app.range);
  const { timeline, functions: f } = app.recording;
  const awaits = useMemo(
    () =>
      longestAwaits(timeline, AWAITS, (call) => range === null || (timeline.end[call] >= range[0] && timeline.start[call] <= range[1])),
    [range],
  );
  if (awaits.length === 0) return null;
  const longest = awaits[0].end - awaits[0].start;
  /** A call below a gather is known by the number of its lane. */
  const laneOf = (call: number): number => {
    for (let up = call; up >= 0; up = timeline.parent[up]) if (timeline.lane[up] >= 0) return timeline.lane[up];
    return -1;
  };
  return (
    <section>
      <h2>Longest awaits</h2>
      <p class="about">
        Single waits between two polls, of calls that waited for nothing traced. “Of call” is the part of that one call’s
        duration.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Longest awaits">
        <table class="plain-table">
          <thead>
            <tr>
              <th scope="col" class="name">
                Function
              </th>
              <th scope="col">Waited</th>
              <th scope="col" class="text">
                <span class="hidden">Against the longest</span>
              </th>
              <th scope="col">Of call</th>
              <th scope="col">From</th>
              <th scope="col" class="text">
                Where
              </th>
            </tr>
          </thead>
          <tbody>
            {awaits.map(({ call, start, end, poll, isOpen }) => {
              const fn = timeline.fn[call];
              const lane = laneOf(call);
              const polls = timeline.sliceFrom[call + 1] - timeline.sliceFrom[call];
              const place = f.file[fn] === "" ? "" : `, ${f.file[fn]}${f.line[fn] > 0 ? `:${f.line[fn]}` : ""}`;
              return (
                <tr key={`${call} ${poll}`} class={fn === selection ? "chosen" : ""}>
                  <th scope="row">
                    <Name app={app} row={fn} />
                    {lane >= 0 && <i>lane {lane}</i>}
                    <bdi class="before">{f.module[fn]}</bdi>
                  </th>
                  <td>{duration(end - start)}</td>
                  <td class="text">
                    <svg class="bar" width="120" height="8" aria-hidden="true">
                      <rect class="await" width={Math.max(1, (120 * (end - start)) / longest)} height="8" />
                    </svg>
                  </td>
                  <td>{percent(share(end - start, timeline.end[call] - timeline.start[call]))}</td>
                  <td>{duration(start)}</td>
                  <td class="text">
                    after poll {count(poll)} of {count(polls)}
                    {isOpen && ", still waiting"}
                    <bdi>{place}</bdi>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
