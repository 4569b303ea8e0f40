/** A distribution over bins of equal ratio, so that microseconds and seconds fit one axis. */

export interface Bins {
  readonly weights: Float64Array;
  /** Bin `i` begins at `low · ratio^i`. */
  readonly low: number;
  readonly ratio: number;
  /** The axis: exponents of ten. */
  readonly from: number;
  readonly to: number;
}

/** Bins of values from nanoseconds up; those below one count for the first. */
export function binned(values: ArrayLike<number>, weights: ArrayLike<number> | null, most: number): Bins {
  let least = Infinity;
  let largest = 1;
  for (let i = 0; i < values.length; i++) {
    const value = Math.max(1, values[i]);
    if (value < least) least = value;
    if (value > largest) largest = value;
  }
  if (least > largest) least = 1;
  const from = Math.floor(Math.log10(least) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(largest) - 1e-9));
  const bins = Math.max(1, Math.floor(most / (to - from))) * (to - from);
  const sums = new Float64Array(bins);
  const scale = bins / (to - from);
  for (let i = 0; i < values.length; i++) {
    const at = Math.floor((Math.log10(Math.max(1, values[i])) - from) * scale + 1e-9);
    sums[Math.min(bins - 1, Math.max(0, at))] += weights === null ? 1 : weights[i];
  }
  return { weights: sums, low: 10 ** from, ratio: 10 ** (1 / scale), from, to };
}
