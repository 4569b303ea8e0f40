/** Everything that the script draws on the page of a comparison. */

import { effect } from "@preact/signals-core";
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { ASYNC } from "../model.ts";
import { commonKeys, listenToKeys } from "../shell/keys.ts";
import { Menu } from "../shell/menu.tsx";
import { Search } from "../shell/search-box.tsx";
import { useToast } from "../shell/toast.tsx";
import type { Opened } from "../start.tsx";
import { use } from "../use.ts";
import { Changes } from "./changes.tsx";
import { Details } from "./details.tsx";
import { exports } from "./export.ts";
import { mountFlame } from "./flame.ts";
import { MOST } from "./graph-rows.ts";
import { mountGraphs } from "./graphs.ts";
import { shortenSides, sideDetails, wordHead } from "./head.ts";
import { Help } from "./help.tsx";
import { comparisonOf, Status, type Comparison, type WireComparison } from "./model.ts";
import { PathLists } from "./path-lists.tsx";
import { Renames, Sentences } from "./sentences.tsx";
import { createCompare, type CompareApp, type Norm, type Width } from "./state.ts";
import { Table } from "./table.tsx";
import { judged } from "./tone.ts";

export function drawComparison({ host, island, data, theme }: Opened): void {
  const app = createCompare(comparisonOf(island.comparison as WireComparison, island.strings), theme, location.hash);
  const details = sideDetails();
  effect(() => {
    const isSwapped = app.isSwapped.value;
    if (isSwapped || document.querySelector(".side.swapped") !== null)
      wordHead(app.comparison.peek(), isSwapped ? [details[1], details[0]] : details);
    shortenSides(app.comparison.peek().labels);
    document.querySelectorAll(".side").forEach((side) => side.classList.toggle("swapped", isSwapped));
  });
  render(<Page app={app} data={data} />, host);
  app.link();
}

function Page({ app, data }: { app: CompareApp; data: string }) {
  const [helps, setHelps] = useState(false);
  const [say, toast] = useToast();
  const search = useRef<HTMLInputElement>(null);
  const comparison = use(app.comparison);
  const isUnchanged = use(app.changes).told.length === 0;
  useEffect(
    () =>
      listenToKeys({
        ...commonKeys(app, search, () => setHelps(true)),
        n: () => app.step(1),
        p: () => app.step(-1),
        x: () => void (app.isSwapped.value = !app.isSwapped.peek()),
      }),
    [app],
  );

  const stage = useStages();
  const all = judged(comparison.functions);
  const drawn = Math.min(MOST, all);
  return (
    <div class={stage === Stage.All ? "compare" : "compare awaited"}>
      <div class="toolbar" role="toolbar" aria-label="Search, changes and export">
        <Search app={app} input={search} />
        <div class="choices">
          <span class="walk">
            <button type="button" class="plain" title="Previous change (p)" disabled={isUnchanged} onClick={() => app.step(-1)}>
              {"\u25b4"} <span>Previous</span>
            </button>
            <button type="button" class="plain" title="Next change (n)" disabled={isUnchanged} onClick={() => app.step(1)}>
              {"\u25be"} <span>Next change</span>
            </button>
          </span>
          <Swap app={app} />
          <Menu label="Export" items={() => exports(app, data, say)} />
          <button type="button" class="plain" onClick={() => setHelps(true)} title="Keys and what the numbers mean" aria-label="Help">
            ?
          </button>
        </div>
      </div>
      <div class="fold">
        <section class="pane" aria-labelledby="changes-title">
          <header>
            <h2 id="changes-title">What changed</h2>
            <p>
              by |{"\u0394"} self|{hasAsync(comparison) && ` or |\u0394 await|`}
              <span class="hint">
                ; <kbd>n</kbd> <kbd>p</kbd> walk
              </span>
            </p>
          </header>
          <Changes app={app} />
        </section>
        <section class="pane flame-pane" aria-labelledby="flame-title">
          <FlameHead app={app} />
          <Drawn app={app} mount={mountFlame} name="flame-host" />
          {comparison.leftOut !== "" && <p class="thin">{comparison.leftOut}</p>}
        </section>
      </div>
      <section class="pane" aria-labelledby="graphs-title">
        <header>
          <h2 id="graphs-title">Call graphs</h2>
          <p>
            {drawn < all
              ? `${drawn} of ${app.format.counted(all, "function")}: those that changed or took most, and their callers. `
              : ""}
            Each function stands in the same place on both sides; numbers and colours are self time, bars active time.
          </p>
        </header>
        {stage >= Stage.Graphs && (
          <Drawn app={app} mount={mountGraphs} name={drawn > 10 ? "graphs-host" : "graphs-host few"} />
        )}
      </section>
      {stage >= Stage.All && (
        <>
          <section class="pane" aria-labelledby="table-title">
            <header>
              <h2 id="table-title">Every function</h2>
              <p>Times as they were measured, medians of the runs. Colours follow the status of the total time.</p>
            </header>
            <Table app={app} />
            <Renames app={app} />
          </section>
          <Sentences app={app} />
          <PathLists app={app} />
        </>
      )}
      <Details app={app} />
      {toast}
      {helps && <Help close={() => setHelps(false)} />}
    </div>
  );
}

/** How far the page is drawn: what is read first is seen before the rest costs time. */
const enum Stage { Fold, Graphs, All }

/** Goes on once what is there has been on the screen for a frame. */
function useStages(): Stage {
  const [stage, setStage] = useState(Stage.Fold);
  useEffect(() => {
    if (stage === Stage.All) return;
    let timer = 0;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => {
        timer = window.setTimeout(() => setStage(stage + 1));
      });
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [stage]);
  return stage;
}

const hasAsync = ({ functions }: Comparison): boolean => functions.flags.some((flags) => (flags & ASYNC) !== 0);

function Swap({ app }: { app: CompareApp }) {
  const isSwapped = use(app.isSwapped);
  return (
    <button
      type="button"
      class="plain"
      aria-pressed={isSwapped}
      title="Read the comparison the other way round (x)"
      onClick={() => (app.isSwapped.value = !isSwapped)}
    >
      Swap A/B
    </button>
  );
}

/** A place into which a view draws by itself. */
function Drawn({ app, mount, name }: { app: CompareApp; mount(host: HTMLElement, app: CompareApp): () => void; name: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => mount(host.current!, app), [app]);
  return <div class={name} ref={host} />;
}

const WIDTH_LABELS: Record<Width, string> = { both: "Width: larger of A and B", after: "Width: B", before: "Width: A" };
const NORM_LABELS: Record<Norm, string> = { absolute: "Absolute", "per-call": "Per root call", percent: "% of total" };

function FlameHead({ app }: { app: CompareApp }) {
  const width = use(app.width);
  const norm = use(app.norm);
  const showsGone = use(app.showsGone);
  const { paths } = use(app.comparison);
  const hasGone = paths.status.some((status, path) => status === Status.Gone && paths.counts[path] === 1);
  const options = <T extends string>(labels: Record<T, string>) =>
    (Object.keys(labels) as T[]).map((name) => <option value={name}>{labels[name]}</option>);
  return (
    <>
      <header>
        <h2 id="flame-title">Differential flame graph</h2>
        <div class="choices">
          <label>
            <span class="hidden">Boxes are as wide as</span>
            <select value={width} onChange={(event) => (app.width.value = event.currentTarget.value as Width)}>
              {options(WIDTH_LABELS)}
            </select>
          </label>
          <label>
            <span class="hidden">Times are</span>
            <select value={norm} onChange={(event) => (app.norm.value = event.currentTarget.value as Norm)}>
              {options(NORM_LABELS)}
            </select>
          </label>
          <label class={hasGone && width !== "after" ? "" : "off"} title="Draw call paths that B no longer has">
            <input
              type="checkbox"
              checked={showsGone && hasGone && width !== "after"}
              disabled={!hasGone || width === "after"}
              onChange={(event) => (app.showsGone.value = event.currentTarget.checked)}
            />{" "}
            paths gone
          </label>
        </div>
      </header>
      <p class="swatches">
        Boxes: call paths, by self time at and below.
        <span class="swatch up">{"\u25b2"} more</span>
        <span class="swatch down">{"\u25bc"} less</span>
        <span class="swatch added">+ path only in B</span>
        <span class="swatch removed">{"\u2212"} path only in A</span>
        <span class="swatch same">grey: {norm === "absolute" ? "below the floor, or noise" : "about the same part"}</span>
      </p>
    </>
  );
}
