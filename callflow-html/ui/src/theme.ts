/** Light, dark, or as the system has it: applied before anything is drawn, remembered where that is allowed; on paper light. */

import { computed, effect, signal, type ReadonlySignal, type Signal } from "@preact/signals-core";

export const CHOICES = ["system", "light", "dark"] as const;
export type Choice = (typeof CHOICES)[number];

const KEY = "callflow-theme";

function remembered(): Choice {
  try {
    const kept = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === kept) ?? "system";
  } catch {
    // A page opened as a file may have no storage.
    return "system";
  }
}

export interface Themes {
  readonly choice: Signal<Choice>;
  readonly theme: ReadonlySignal<"light" | "dark">;
}

/** True while the page is put on paper, or looked at as if it were. */
function printed(): ReadonlySignal<boolean> {
  const query = matchMedia("print");
  const printing = signal(query.matches);
  query.addEventListener("change", () => (printing.value = query.matches));
  addEventListener("beforeprint", () => (printing.value = true));
  addEventListener("afterprint", () => (printing.value = false));
  return printing;
}

export function startTheme(): Themes {
  const choice = signal<Choice>(remembered());
  const query = matchMedia("(prefers-color-scheme: dark)");
  const system = signal(query.matches);
  query.addEventListener("change", () => (system.value = query.matches));
  const printing = printed();
  const shown = computed<Choice>(() => (printing.value ? "light" : choice.value));
  const theme = computed(() => (shown.value === "system" ? (system.value ? "dark" : "light") : shown.value));
  effect(() => {
    const root = document.documentElement;
    if (shown.value === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = shown.value;
  });
  effect(() => {
    try {
      if (choice.value === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice.value);
    } catch {
      // As above.
    }
  });
  return { choice, theme };
}
