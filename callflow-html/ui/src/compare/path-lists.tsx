/** The call paths of one side in words: what the flame graph shows, for who reads lists. */

import { use } from "../use.ts";
import { Name } from "./sentences.tsx";
import { Status } from "./model.ts";
import { chain, oneSided } from "./new-paths.ts";
import type { CompareApp } from "./state.ts";

const MOST = 20;

function List({ app, status }: { app: CompareApp; status: Status.New | Status.Gone }) {
  const { paths } = use(app.comparison);
  const { format } = app;
  const all = oneSided(paths, status);
  const side = status === Status.New ? "after" : "before";
  if (all.length === 0) return null;
  return (
    <section class="pane">
      <header>
        <h2>{status === Status.New ? "New call paths" : "Call paths gone"}</h2>
        <p>
          {all.length > MOST ? `The ${MOST} heaviest of ${format.count(all.length)}; each` : "Each"} stands for all below it.
        </p>
      </header>
      <ul class="sentences">
        {all.slice(0, MOST).map(({ path, below }) => (
          <li key={path}>
            {chain(paths, path).map((row, at) => (
              <>
                {at > 0 && " \u203a "}
                {row < 0 ? "\u2026" : <Name app={app} row={row} />}
              </>
            ))}{" "}
            <span class="pale">
              {format.counted(paths.calls[side][path], "call")}, {format.duration(paths.self[side][path])} self
              {below > 0 && `, ${format.count(below)} more below`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function PathLists({ app }: { app: CompareApp }) {
  return (
    <div class="halves">
      <List app={app} status={Status.New} />
      <List app={app} status={Status.Gone} />
    </div>
  );
}
