/** All that stands around the views: toolbar, chips, the view itself, the side panel. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { exactly } from "../island.ts";
import { copyAndSay } from "../export/items.ts";
import type { App } from "../state.ts";
import { use } from "../use.ts";
import { TITLES, VIEWS_BY_NAME } from "../views.ts";
import { Chips } from "./chips.tsx";
import { Help } from "./help.tsx";
import { commonKeys, listenToKeys } from "./keys.ts";
import { Panel } from "./panel.tsx";
import { useToast } from "./toast.tsx";
import { Toolbar } from "./toolbar.tsx";

export function Shell({ app, data }: { app: App; data: string }) {
  const [helps, setHelps] = useState(false);
  const [say, toast] = useToast();
  const search = useRef<HTMLInputElement>(null);

  const copyValue = async (): Promise<void> => {
    const row = app.selection.peek();
    if (row < 0) return say("Select a function first.");
    const basis = app.basis.peek();
    const value = app.value(row, basis);
    const isWhole = app.picture.peek().functions[basis] === app.recording.functions[basis];
    const exact = isWhole ? exactly(app.recording.functions, basis, row, value) : value;
    const text = basis === "calls" ? String(exact) : app.format.exactNanos(exact);
    await copyAndSay(text, text, say);
  };

  useEffect(() => {
    const step = (by: 1 | -1): void => {
      const at = app.views.indexOf(app.view.peek());
      app.view.value = app.views[(at + by + app.views.length) % app.views.length];
    };
    return listenToKeys({
      ...commonKeys(app, search, () => setHelps(true)),
      c: () => {
        // A selected text is what the reader means to copy.
        if (String(getSelection()) !== "") return false;
        return copyValue();
      },
      "[": () => step(-1),
      "]": () => step(1),
    });
  }, [app]);

  const workspace = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // The views end where the window does, whatever stands above them.
    const measure = (): void => {
      const top = workspace.current!.getBoundingClientRect().top + scrollY;
      workspace.current!.style.setProperty("--top", `${Math.round(top)}px`);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, []);

  return (
    <div class="app">
      <Toolbar app={app} data={data} input={search} say={say} help={() => setHelps(true)} />
      <Chips app={app} />
      <div class="workspace" ref={workspace}>
        <Host app={app} />
        <Panel app={app} />
      </div>
      <LeftOut app={app} />
      {toast}
      {helps && <Help app={app} close={() => setHelps(false)} />}
    </div>
  );
}

/** The place of the view, which draws into it by itself. */
function Host({ app }: { app: App }) {
  const view = use(app.view);
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const unmount = VIEWS_BY_NAME[view].mount(element, app);
    return () => {
      unmount();
      element.replaceChildren();
    };
  }, [view, app]);
  return (
    <div class="view" id="view" role="tabpanel" aria-labelledby={`tab-${view}`} aria-label={TITLES[view]} ref={host} />
  );
}

/** What is not on the page, and what the picture is not. */
function LeftOut({ app }: { app: App }) {
  const { note } = use(app.picture);
  const view = use(app.view);
  const { leftOut } = app.recording;
  const about = [note, view === "timeline" || view === "async" ? leftOut.timeline : "", view === "flame" ? leftOut.paths : ""];
  const text = about.filter((line) => line !== "").join(" ");
  return text === "" ? null : <p class="note">{text}</p>;
}
