/** Round moments along an axis of time. Pure. */
import type { Extent } from "../extent.ts";

export interface Tick {
  readonly at: number;
  readonly label: string;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["s", 1e9],
  ["ms", 1e6],
  ["\u00b5s", 1e3],
  ["ns", 1],
];

/** Round moments about `apart` pixels from each other, with as many digits as tell them apart. */
export function ticks(view: Extent, pixels: number, apart = 110): readonly Tick[] {
  const least = ((view.to - view.from) * apart) / Math.max(1, pixels);
  const power = 10 ** Math.floor(Math.log10(Math.max(least, Number.MIN_VALUE)));
  const step = Math.max(
    1,
    [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least)!,
  );
  const [unit, size] = UNITS.find(([, of]) => step >= of * 1e-3 && view.to >= of) ?? UNITS[3];
  const decimals = Math.max(0, -Math.floor(Math.log10(step / size) + 1e-9));
  const found: Tick[] = [];
  for (let index = Math.ceil(view.from / step - 1e-9); index * step <= view.to; index++) {
    const at = index * step;
    const digits = (at / size).toFixed(decimals);
    const [whole, rest] = digits.split(".");
    const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    found.push({ at, label: at === 0 ? "0" : `${grouped}${rest === undefined ? "" : `.${rest}`}\u00a0${unit}` });
  }
  return found;
}
