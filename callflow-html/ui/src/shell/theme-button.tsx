import type { Signal } from "@preact/signals-core";
import { CHOICES, type Choice } from "../theme.ts";
import { use } from "../use.ts";
import { Plain } from "./plain.tsx";

/** Steps through light, dark, and what the system has. */
export function ThemeButton({ choice }: { choice: Signal<Choice> }) {
  const now = use(choice);
  const next = CHOICES[(CHOICES.indexOf(now) + 1) % CHOICES.length];
  return (
    <Plain title={`Next: ${next}`} onClick={() => (choice.value = next)}>
      Theme: {now}
    </Plain>
  );
}
