import { directionOf, SIGNS, WORDS, type Tone } from "./tone.ts";

const CLASS: Record<Tone, string> = { more: "up", less: "down", new: "added", gone: "removed", small: "same", unsure: "same", same: "same" };

/** How something differs: by colour, sign and word together. */
export function Badge({ tone, of }: { tone: Tone; of?: "self" | "total" }) {
  return (
    <b class={`badge ${CLASS[tone]}`}>
      <span aria-hidden="true">{SIGNS[tone]}</span> {of && tone !== "new" && tone !== "gone" && `${of}: `}
      {WORDS[tone]}
    </b>
  );
}

/** A bar to the left for less and to the right for more, against the largest. */
export function Bar({ part, tone, width = 72 }: { part: number; tone: Tone; width?: number }) {
  const half = width / 2;
  // Something is never drawn as nothing.
  const length = part === 0 ? 0 : Math.max(1, Math.abs(part) * half);
  return (
    <svg class="change-bar" width={width} height="8" aria-hidden="true">
      <rect class={directionOf(tone) || "same"} x={part < 0 ? half - length : half} width={length} height="8" />
      <path d={`M${half} 0V8`} />
    </svg>
  );
}
