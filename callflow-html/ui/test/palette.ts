import type { Palette } from "../src/palette.ts";

/** Colours for drawings in tests. */
export const palette: Palette = {
  ground: "#eee",
  panel: "#fff",
  line: "#ddd",
  text: "#000",
  muted: "#555",
  accent: "#00f",
  chosen: "#ffd",
  active: "#27b",
  await: "#9ab",
  failed: "#a30",
};
