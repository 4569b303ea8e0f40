/** Root causes and findings: sentences in which names lead to their functions. */

import { use } from "../use.ts";
import { Status, Verdict, type Sentence } from "./model.ts";
import type { CompareApp } from "./state.ts";
import { isJudged } from "./tone.ts";

const MOST = 20;

/** The name of a function, which leads to it. */
export function Name({ app, row }: { app: CompareApp; row: number }) {
  const { functions: f } = use(app.comparison);
  return (
    <button type="button" class="name" title={f.name[row].slice(0, 1_000)} onClick={() => app.select(row)}>
      <bdi>{f.short[row]}</bdi>
    </button>
  );
}

function List({ app, sentences, isCauses }: { app: CompareApp; sentences: readonly Sentence[]; isCauses: boolean }) {
  const selection = use(app.selection);
  const sign = (verdict: Verdict): string =>
    isCauses ? (verdict === Verdict.More ? "\u25b2" : "\u25bc") : verdict === Verdict.More ? "worse" : "better";
  return (
    <ol class="sentences">
      {sentences.slice(0, MOST).map(({ fn, verdict, kind, pieces }) => (
        <li class={fn >= 0 && fn === selection ? "chosen" : ""}>
          <b class={`difference ${verdict === Verdict.More ? "up" : "down"}`}>{sign(verdict)}</b>{" "}
          {isCauses && fn >= 0 && <Name app={app} row={fn} />}
          {kind !== "" && <i>{kind}</i>}{" "}
          {pieces.map((piece) => (typeof piece === "string" ? piece : <Name app={app} row={piece} />))}
        </li>
      ))}
    </ol>
  );
}

const count = (all: readonly unknown[]): string => (all.length > MOST ? `, the first ${MOST} of ${all.length}` : "");

export function Sentences({ app }: { app: CompareApp }) {
  const { causes, findings, isReversed, labels } = use(app.comparison);
  if (causes.length === 0 && findings.length === 0) return null;
  return (
    <div class="halves">
      {isReversed && (
        <p class="note">
          Sides are swapped; these sentences tell what became of <bdi>{labels[1]}</bdi> in <bdi>{labels[0]}</bdi>, as it was
          compared.
        </p>
      )}
      {causes.length > 0 && (
        <section class="pane">
          <header>
          <h2>Root causes</h2>
          <p>
            First those whose own time changed, then those that only inherit it{count(causes)}.
          </p>
          </header>
          <List app={app} sentences={causes} isCauses />
        </section>
      )}
      {findings.length > 0 && (
        <section class="pane">
          <header>
          <h2>Async and outcomes</h2>
          <p>Read off counts that differ in every run, so no test is needed{count(findings)}.</p>
          </header>
          <List app={app} sentences={findings} isCauses={false} />
        </section>
      )}
    </div>
  );
}

/** Functions that may only have got another name. */
export function Renames({ app }: { app: CompareApp }) {
  const { functions: f } = use(app.comparison);
  const pairs: [number, number][] = [];
  app.like.value.forEach((other, row) => {
    if (other >= 0 && f.status[row] === Status.New && isJudged(f, row)) pairs.push([row, other]);
  });
  if (pairs.length === 0) return null;
  return (
    <details class="renames">
      <summary>
        {app.format.counted(pairs.length, "function")} may only have got another name. They are compared as new and gone all the
        same.
      </summary>
      <ul class="sentences">
        {pairs.slice(0, 50).map(([row, other]) => (
          <li>
            <Name app={app} row={row} /> looks like <Name app={app} row={other} />
          </li>
        ))}
      </ul>
    </details>
  );
}
