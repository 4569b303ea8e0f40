import assert from "node:assert/strict";
import test from "node:test";
import { channels, coloursOf, contrast, foreignColour, mixed, moduleColour, textOn, type Theme } from "../src/colours.ts";

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

/** How colours look to who sees all of them, to who sees no green, and to who sees no red: Machado et al. 2009. */
const EYES = [
  [1, 0, 0, 0, 1, 0, 0, 0, 1],
  [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
];

/** The colour in Oklab, as an eye sees it. */
function seen(colour: string, eye: readonly number[]): readonly number[] {
  const linear = channels(colour).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  const times = (matrix: readonly number[], [a, b, c]: readonly number[]): number[] =>
    [0, 3, 6].map((row) => matrix[row] * a + matrix[row + 1] * b + matrix[row + 2] * c);
  const cones = times(
    [0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376, 0.6299787005],
    times(eye, linear).map((value) => Math.max(0, value)),
  ).map(Math.cbrt);
  return times(
    [0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662, -0.808675766],
    cones,
  );
}

const apart = (one: string, other: string, eye: readonly number[]): number =>
  Math.hypot(...seen(one, eye).map((value, at) => value - seen(other, eye)[at]));

const named = (...names: readonly string[]) => names.map((name) => ({ name, isForeign: false }));

test("up to eight modules are told apart by every eye, and names can be read on them", () => {
  const modules = named("api::handlers", "db::pool", "db::query", "cache", "orders::checkout", "search", "auth", "web::users");
  for (const theme of THEMES) {
    const colour = coloursOf(modules);
    const all = [...modules.map(({ name }) => colour(name, theme)), foreignColour(theme)];
    for (const [i, one] of all.entries()) {
      assert.ok(contrast(one, textOn(one)) >= 4.5, `text on ${one}`);
      for (const other of all.slice(0, i))
        for (const [eye, matrix] of EYES.entries()) {
          const distance = apart(one, other, matrix);
          // Twice what is just seen on small squares beside each other is 0.04.
          assert.ok(distance > (eye === 0 ? 0.1 : 0.065), `${theme}: ${one} and ${other} for eye ${eye}: ${distance}`);
        }
    }
  }
});

test("a module keeps its colour where others come and go, unless one before it has it", () => {
  const [alone, among] = [coloursOf(named("db::pool")), coloursOf(named("db::pool", "api", "cache"))];
  assert.equal(alone("db::pool", "light"), among("db::pool", "light"));
  const many = named(...Array.from({ length: 20 }, (_, at) => `m${at}`));
  const colour = coloursOf(many);
  assert.equal(new Set(many.slice(0, 8).map(({ name }) => colour(name, "dark"))).size, 8);
  assert.equal(colour("m19", "dark"), moduleColour("m19", "dark"), "lighter ones have the colour of their name");
  assert.equal(coloursOf([{ name: "serde", isForeign: true }])("serde", "light"), moduleColour("serde", "light"));
});

test("contrast and mixing are what they say", () => {
  assert.equal(contrast("#000000", "#fff"), 21);
  assert.equal(contrast("rgb(255, 255, 255)", "#ffffff"), 1);
  assert.equal(mixed("#000000", "#ffffff", 0.5), "#808080");
});
