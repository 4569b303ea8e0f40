import type { RefObject } from "preact";
import { BASES, UNITS, type Basis, type Unit } from "../hash.ts";
import type { App, ViewName } from "../state.ts";
import { use } from "../use.ts";
import { TITLES } from "../views.ts";
import { ExportMenu } from "./export-menu.tsx";
import { Search } from "./search-box.tsx";
import { Plain } from "./plain.tsx";

const BASIS_LABELS: Record<Basis, string> = {
  self: "Self time",
  active: "Active time",
  total: "Total time",
  await: "Await time",
  calls: "Calls",
};
const UNIT_LABELS: Record<Unit, string> = { absolute: "Absolute", percent: "Percent", "per-call": "Per call" };

interface Props {
  app: App;
  data: string;
  input: RefObject<HTMLInputElement | null>;
  say(text: string): void;
  help(): void;
}

export function Toolbar({ app, data, input, say, help }: Props) {
  const basis = use(app.basis);
  const unit = use(app.unit);
  return (
    <div class="toolbar" role="toolbar" aria-label="Views, search and units">
      <Tabs app={app} />
      <Search app={app} input={input} />
      <div class="choices">
        <label>
          <span class="hidden">What is measured</span>
          <select value={basis} onChange={(event) => (app.basis.value = event.currentTarget.value as Basis)}>
            {BASES.map((name) => (
              <option value={name}>{BASIS_LABELS[name]}</option>
            ))}
          </select>
        </label>
        <label>
          <span class="hidden">Unit</span>
          <select value={unit} onChange={(event) => (app.unit.value = event.currentTarget.value as Unit)}>
            {UNITS.map((name) => (
              <option value={name}>{UNIT_LABELS[name]}</option>
            ))}
          </select>
        </label>
        <ExportMenu app={app} data={data} say={say} />
        <Plain onClick={help} title="Keys and what the numbers mean" aria-label="Help">
          ?
        </Plain>
      </div>
    </div>
  );
}

function Tabs({ app }: { app: App }) {
  const view = use(app.view);
  const show = (name: ViewName): void => {
    app.view.value = name;
    document.getElementById(`tab-${name}`)?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    const at = app.views.indexOf(view);
    const last = app.views.length - 1;
    const to = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    show(app.views[to]);
  };
  return (
    <div class="tabs" role="tablist" aria-label="Views" onKeyDown={onKey}>
      {app.views.map((name) => (
        <button
          type="button"
          role="tab"
          id={`tab-${name}`}
          key={name}
          aria-selected={name === view}
          aria-controls="view"
          tabIndex={name === view ? 0 : -1}
          onClick={() => (app.view.value = name)}
        >
          {TITLES[name]}
        </button>
      ))}
    </div>
  );
}
