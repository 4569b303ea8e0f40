/**
 * The colours of modules. The heaviest few are far apart for every eye; of the others a crate is a family of neighbouring
 * hues and a module one of its shades, always the same for the same name. Muted, so that a name can be read on it; what
 * is not the program's own is grey.
 */
import type { FunctionTable } from "./model.ts";
import { crateOf, isForeign, type Module } from "./origin.ts";

export type Theme = "light" | "dark";

/** Text on a coloured box. */
const INK = "#1b1d21";
const CHALK = "#ffffff";

/** Hues that look like mud when they are muted, in degrees. */
const MUD = { from: 88, to: 132 };
/** How far a module's hue may lie from its crate's, to either side. */
const REACH = 80;

/** Where the hash begins: chosen so that the usual names of crates, `api`, `db`, `cache` and so on, lie far apart. */
const SEED = 2166140776;

function hash(text: string): number {
  let value = SEED;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 16777619);
  value ^= value >>> 15;
  value = Math.imul(value, 2246822519);
  return (value ^ (value >>> 13)) >>> 0;
}

function channel(linear: number): number {
  const value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.pow(linear, 1 / 2.4) - 0.055;
  return Math.round(255 * Math.min(1, Math.max(0, value)));
}

/** An OKLCH colour as sRGB: equal lightness looks equally light, which HSL does not give. */
function oklch(lightness: number, chroma: number, hue: number): string {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return hex(
    channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  );
}

function hex(red: number, green: number, blue: number): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, "0")}`;
}

/** Red, green and blue of `#rrggbb`, `#rgb` or `rgb(…)`, each 0 to 255. */
export function channels(colour: string): readonly [number, number, number] {
  if (colour.startsWith("#")) {
    const digits = colour.length === 4 ? [...colour.slice(1)].map((digit) => digit + digit).join("") : colour.slice(1);
    const value = parseInt(digits, 16);
    return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
  }
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

/** Relative luminance as WCAG defines it. */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio as WCAG defines it; text wants 4.5. */
export function contrast(one: string, other: string): number {
  const a = luminance(one) + 0.05;
  const b = luminance(other) + 0.05;
  return a > b ? a / b : b / a;
}

/** The colour of text on `fill`: of dark and light the one that is read better. */
export function textOn(fill: string): string {
  return contrast(fill, INK) >= contrast(fill, CHALK) ? INK : CHALK;
}

/** `colour` with `share` of `ground` mixed into it. */
export function mixed(colour: string, ground: string, share: number): string {
  const from = channels(colour);
  const to = channels(ground);
  const [red, green, blue] = from.map((value, at) => Math.round(value + (to[at] - value) * share)) as [
    number,
    number,
    number,
  ];
  return hex(red, green, blue);
}

/** The colour of a module. */
export function moduleColour(module: string, theme: Theme): string {
  const crate = crateOf(module);
  if (crate === "") return foreignColour(theme);
  const clear = 360 - (MUD.to - MUD.from);
  const own = module.length === crate.length ? 0 : hash(module);
  const shift = own === 0 ? 0 : (((own >>> 5) % 101) / 50 - 1) * REACH;
  const turn = ((hash(crate) % clear) + shift + clear) % clear;
  const hue = turn < MUD.from ? turn : turn + MUD.to - MUD.from;
  const step = (own >>> 8) % 4;
  const chroma = (own >>> 12) % 2 === 0 ? 0.068 : 0.048;
  return theme === "light" ? oklch(0.86 - 0.03 * step, chroma, hue) : oklch(0.42 + 0.03 * step, chroma, hue);
}

/**
 * Eight colours that differ from each other and from the grey as much as muted ones can for who sees all colours and for
 * who sees no red or no green; found by search, and held to it by a test.
 */
const APART: Readonly<Record<Theme, readonly string[]>> = {
  light: ["#c0727e", "#de9871", "#d5c66a", "#919235", "#59c0ad", "#4998b0", "#979ceb", "#ecb2f9"],
  dark: ["#751e26", "#6c4c02", "#617209", "#037465", "#285094", "#596fbb", "#532f6b", "#92618e"],
};

/** The colour of each of the modules, which stand heaviest first. */
export function coloursOf(modules: readonly Pick<Module, "name" | "isForeign">[]): (name: string, theme: Theme) => string {
  const own = modules.filter(({ name, isForeign }) => !isForeign && name !== "").slice(0, APART.light.length);
  const placeOf = new Map<string, number>();
  const isTaken = new Set<number>();
  for (const { name } of own) {
    // From recording to recording a module mostly keeps its colour.
    let place = hash(name) % APART.light.length;
    while (isTaken.has(place)) place = (place + 1) % APART.light.length;
    isTaken.add(place);
    placeOf.set(name, place);
  }
  return (name, theme) => {
    const place = placeOf.get(name);
    return place === undefined ? moduleColour(name, theme) : APART[theme][place];
  };
}

/** What is not the program's own: the library's nodes, std, dependencies. */
export function foreignColour(theme: Theme): string {
  return theme === "light" ? "#d6d4d0" : "#4a4e55";
}

/** The colour of a function's boxes. */
export function functionColour(
  functions: Pick<FunctionTable, "flags" | "module" | "file">,
  row: number,
  theme: Theme,
): string {
  return isForeign(functions, row) ? foreignColour(theme) : moduleColour(functions.module[row] ?? "", theme);
}
