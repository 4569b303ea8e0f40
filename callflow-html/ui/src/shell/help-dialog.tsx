/** The dialog that tells a page's keys and what its numbers mean. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Plain } from "./plain.tsx";

export type Terms = readonly (readonly [term: string, what: string])[];

export function List({ title, terms, isKeys = true }: { title: string; terms: Terms; isKeys?: boolean }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {terms.map(([term, what]) => (
          <div>
            <dt>{isKeys ? <kbd>{term}</kbd> : term}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function HelpDialog({ close, children }: { close(): void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="help"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === dialog.current) close();
      }}
      onKeyDown={(event) => {
        if (event.key !== "?") return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
    >
      <header>
        <h2 id="help-title">Keys and numbers</h2>
        <Plain onClick={close}>
          Close
        </Plain>
      </header>
      <div class="columns">{children}</div>
    </dialog>
  );
}
