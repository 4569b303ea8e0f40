/**
 * Values that never fall and lie as near as can be to `wanted`, in the sense of weighted least squares, written over
 * `wanted`: neighbours that would fall are pooled at their mean. See Barlow et al., "Statistical inference under order
 * restrictions", 1972.
 *
 * `pools` and `masses` are room for as many numbers.
 */
export function isotonic(
  wanted: Float64Array,
  weight: Float64Array,
  length: number,
  pools: Float64Array,
  masses: Float64Array,
  sizes: Int32Array,
): void {
  let n = 0;
  for (let i = 0; i < length; i++) {
    let mean = wanted[i];
    let mass = weight[i];
    let size = 1;
    while (n > 0 && pools[n - 1] >= mean) {
      n--;
      const more = masses[n];
      mean = (mean * mass + pools[n] * more) / (mass + more);
      mass += more;
      size += sizes[n];
    }
    pools[n] = mean;
    masses[n] = mass;
    sizes[n++] = size;
  }
  let i = 0;
  for (let p = 0; p < n; p++) for (let k = 0; k < sizes[p]; k++) wanted[i++] = pools[p];
}
