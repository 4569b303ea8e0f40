/** The page's colours, as a canvas and an exported file need them: resolved, for the theme in force. */
const NAMES = ["ground", "panel", "line", "text", "muted", "accent", "chosen", "active", "await", "failed"] as const;

export type Palette = Readonly<Record<(typeof NAMES)[number], string>>;

/** What `var(--…)` of a stylesheet with `light-dark()` comes to below `element`. */
export function paletteOf(element: Element): Palette {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const found: Record<string, string> = {};
  for (const name of NAMES) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found as Palette;
}
