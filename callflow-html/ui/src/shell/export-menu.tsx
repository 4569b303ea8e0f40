import { chromeTrace } from "../export/chrome.ts";
import { functionsCsv } from "../export/csv.ts";
import { linkItem, pngItem } from "../export/items.ts";
import { fileName, save } from "../export/save.ts";
import { speedscope } from "../export/speedscope.ts";
import type { App } from "../state.ts";
import { VIEWS_BY_NAME } from "../views.ts";
import { Menu, type Item } from "./menu.tsx";

interface Props {
  app: App;
  /** The page's own data. */
  data: string;
  say(text: string): void;
}

function items({ app, data, say }: Props): readonly Item[] {
  const { recording } = app;
  const name = (ending: string): string => fileName(recording.title, ending);
  const drawing = VIEWS_BY_NAME[app.view.peek()].exportSvg;
  const all: Item[] = [linkItem("view, search, filters and zoom", say)];
  if (drawing !== undefined)
    all.push(
      { label: "SVG", hint: "what is seen", run: () => save(name("svg"), drawing(), "image/svg+xml") },
      pngItem({ label: "PNG", hint: "what is seen, at twice its size" }, name("png"), drawing, say),
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
  return <Menu label="Export" items={() => items(props)} />;
}
