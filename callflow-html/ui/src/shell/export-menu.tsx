import { useEffect, useRef, useState } from "preact/hooks";
import { chromeTrace } from "../export/chrome.ts";
import { functionsCsv } from "../export/csv.ts";
import { copy, fileName, png, save } from "../export/save.ts";
import { speedscope } from "../export/speedscope.ts";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { VIEWS_BY_NAME } from "../views.ts";

interface Props {
  app: App;
  /** The page's own data. */
  data: string;
  say(text: string): void;
}

interface Item {
  readonly label: string;
  readonly hint: string;
  run(): void | Promise<void>;
}

function items({ app, data, say }: Props): readonly Item[] {
  const { recording } = app;
  const name = (ending: string): string => fileName(recording.title, ending);
  const drawing = VIEWS_BY_NAME[app.view.peek()].exportSvg;
  const all: Item[] = [
    {
      label: "Copy link to this view",
      hint: "view, search, filters and zoom",
      run: async () => {
        // The address follows the state with a delay.
        await new Promise((resolve) => setTimeout(resolve, 200));
        say((await copy(location.href)) ? "Copied the link" : "The browser does not allow copying here.");
      },
    },
  ];
  if (drawing !== undefined)
    all.push(
      { label: "SVG", hint: "what is seen", run: () => save(name("svg"), drawing(), "image/svg+xml") },
      {
        label: "PNG",
        hint: "what is seen, at twice its size",
        run: async () => {
          try {
            save(name("png"), await png(drawing()), "image/png");
          } catch (problem) {
            say(problem instanceof Error ? problem.message : String(problem));
          }
        },
      },
    );
  const { paths, functions } = app.picture.peek();
  all.push(
    { label: "CSV", hint: "the table, as filtered", run: () => save(name("csv"), functionsCsv(recording, functions), "text/csv") },
    { label: "JSON", hint: "all data of this page", run: () => save(name("json"), data, "application/json") },
    {
      label: "speedscope",
      hint: "call paths, as filtered",
      run: () => save(name("speedscope.json"), speedscope(recording, paths), "application/json"),
    },
    {
      label: "Chrome trace",
      hint: "for Perfetto as well",
      run: () => save(name("trace.json"), chromeTrace(recording, paths), "application/json"),
    },
  );
  return all;
}

export function ExportMenu(props: Props) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  use(props.app.view);
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const onDown = (event: PointerEvent): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", onDown);
    return () => removeEventListener("pointerdown", onDown);
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    root.current?.querySelector<HTMLElement>("button")?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    const all = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = all.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") all[(at + 1) % all.length]?.focus();
    else if (event.key === "ArrowUp") all[(at - 1 + all.length) % all.length]?.focus();
    else if (event.key === "Home") all[0]?.focus();
    else if (event.key === "End") all[all.length - 1]?.focus();
    else if (event.key === "Tab") return setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="menu" ref={root} onKeyDown={onKey}>
      <button type="button" class="plain" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Export
      </button>
      {isOpen && (
        <div class="popup" role="menu" aria-label="Export">
          {items(props).map(({ label, hint, run }) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              onClick={() => {
                close();
                void run();
              }}
            >
              {label} <small>{hint}</small>
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
