import type { Signal } from "@preact/signals-core";
import { CHOICES, type Choice } from "../theme.ts";
import { use } from "../use.ts";

const LABELS: Record<Choice, string> = { system: "As the system", light: "Light", dark: "Dark" };

/** Steps through light, dark, and what the system has. */
export function ThemeButton({ choice }: { choice: Signal<Choice> }) {
  const now = use(choice);
  const next = CHOICES[(CHOICES.indexOf(now) + 1) % CHOICES.length];
  return (
    <button
      type="button"
      class="plain"
      title={`Colours: ${LABELS[now].toLowerCase()}. Click for ${LABELS[next].toLowerCase()}.`}
      onClick={() => (choice.value = next)}
    >
      <span class="hidden">Colours: </span>
      {LABELS[now]}
    </button>
  );
}
