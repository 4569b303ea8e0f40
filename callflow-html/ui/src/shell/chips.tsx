/** What limits the picture, each as a chip that can be taken away. */

import type { ComponentChildren } from "preact";
import { NO_FILTERS } from "../picture.ts";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { Plain } from "./plain.tsx";

interface Chip {
  readonly label: string;
  readonly name: string;
  remove(): void;
}

export function Chips({ app }: { app: App }) {
  const filters = use(app.filters);
  const range = use(app.range);
  const { share } = use(app.picture);
  const { functions } = app.recording;
  const { duration, percent } = app.format;
  const chips: Chip[] = [];
  if (range !== null)
    chips.push({
      label: "time",
      name: `${duration(range[0])} – ${duration(range[1])} (${duration(range[1] - range[0])})`,
      remove: () => (app.range.value = null),
    });
  if (filters.focus >= 0)
    chips.push({ label: "only paths through", name: functions.short[filters.focus], remove: () => app.filter({ focus: -1 }) });
  for (const row of filters.hidden)
    chips.push({
      label: "without",
      name: functions.short[row],
      remove: () => app.filter({ hidden: filters.hidden.filter((other) => other !== row) }),
    });
  for (const module of filters.onlyModules)
    chips.push({
      label: "only module",
      name: module || "(no module)",
      remove: () => app.filter({ onlyModules: filters.onlyModules.filter((other) => other !== module) }),
    });
  for (const module of filters.hiddenModules)
    chips.push({
      label: "without module",
      name: module || "(no module)",
      remove: () => app.filter({ hiddenModules: filters.hiddenModules.filter((other) => other !== module) }),
    });
  if (filters.foldRecursion)
    chips.push({ label: "recursion folded", name: "", remove: () => app.filter({ foldRecursion: false }) });
  if (filters.foldForeign)
    chips.push({ label: "std and dependencies folded", name: "", remove: () => app.filter({ foldForeign: false }) });
  if (chips.length === 0) return null;
  return (
    <div class="chips" role="group" aria-label="Filters in effect">
      {chips.map((chip) => (
        <Removable chip={chip}>
          {chip.label} {chip.name !== "" && <bdi>{chip.name}</bdi>}
        </Removable>
      ))}
      <span class="share" role="status">
        {percent(share)} of self time shown
        {range !== null && "; async calls only: sync functions have no times in a range"}
      </span>
      {chips.length > 1 && (
        <Plain
          onClick={() => {
            app.filters.value = NO_FILTERS;
            app.range.value = null;
          }}
        >
          Clear all
        </Plain>
      )}
    </div>
  );
}

function Removable({ chip, children }: { chip: Chip; children: ComponentChildren }) {
  return (
    <span class="chip">
      {children}
      <button type="button" aria-label={`Remove the filter: ${chip.label} ${chip.name}`} onClick={chip.remove}>
        ×
      </button>
    </span>
  );
}
