/** Light, dark, or as the system has it: applied before anything is drawn, remembered where that is allowed. */

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

export function startTheme(): Themes {
  const choice = signal<Choice>(remembered());
  const query = matchMedia("(prefers-color-scheme: dark)");
  const system = signal(query.matches);
  query.addEventListener("change", () => (system.value = query.matches));
  const theme = computed(() => (choice.value === "system" ? (system.value ? "dark" : "light") : choice.value));
  effect(() => {
    const root = document.documentElement;
    if (choice.value === "system") delete root.dataset["theme"];
    else root.dataset["theme"] = choice.value;
    try {
      if (choice.value === "system") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, choice.value);
    } catch {
      // As above.
    }
  });
  return { choice, theme };
}
