import assert from "node:assert/strict";
import test from "node:test";
import { channels, contrast, foreignColour, mixed, moduleColour, textOn, type Theme } from "../src/colours.ts";

const MODULES = Array.from({ length: 400 }, (_, at) => `crate${at % 23}::part${at}`);
const THEMES: readonly Theme[] = ["light", "dark"];

test("text can be read on the colour of every module, in both themes", () => {
  for (const theme of THEMES) {
    for (const fill of [...MODULES.map((module) => moduleColour(module, theme)), foreignColour(theme)]) {
      assert.match(fill, /^#[0-9a-f]{6}$/);
      const ratio = contrast(fill, textOn(fill));
      assert.ok(ratio >= 4.5, `${fill}: ${ratio}`);
    }
  }
});

test("colours are muted", () => {
  for (const theme of THEMES) {
    for (const module of MODULES) {
      const parts = channels(moduleColour(module, theme));
      assert.ok(Math.max(...parts) - Math.min(...parts) < 90, `${module} ${parts}`);
    }
  }
});

test("a module has one colour, a crate a family of them, nobody a grey one", () => {
  assert.equal(moduleColour("shop::db", "light"), moduleColour("shop::db", "light"));
  const shop = new Set(
    ["db", "net", "search", "cache", "orders"].map((part) => moduleColour(`shop::${part}`, "light")),
  );
  assert.ok(shop.size >= 3);
  assert.equal(moduleColour("", "dark"), foreignColour("dark"));
  assert.notEqual(moduleColour("shop", "dark"), foreignColour("dark"));
});

test("contrast and mixing are what they say", () => {
  assert.equal(contrast("#000000", "#fff"), 21);
  assert.equal(contrast("rgb(255, 255, 255)", "#ffffff"), 1);
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
});
