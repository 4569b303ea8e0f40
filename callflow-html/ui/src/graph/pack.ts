/** Upper left corners of boxes in rows, and the size of the whole. */
export interface Packed {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** Puts boxes into rows, in their order, so that the whole comes out about half as high as wide. */
export function pack(width: Float64Array, height: Float64Array, gap: number): Packed {
  let area = 0;
  let limit = 0;
  for (let i = 0; i < width.length; i++) {
    area += (width[i] + gap) * (height[i] + gap);
    limit = Math.max(limit, width[i]);
  }
  limit = Math.max(limit, Math.sqrt(area * 2));
  const x = new Float64Array(width.length);
  const y = new Float64Array(width.length);
  let left = 0;
  let top = 0;
  let row = 0;
  let wide = 0;
  for (let i = 0; i < width.length; i++) {
    if (left > 0 && left + width[i] > limit) {
      top += row + gap;
      left = row = 0;
    }
    x[i] = left;
    y[i] = top;
    wide = Math.max(wide, left + width[i]);
    row = Math.max(row, height[i]);
    left += width[i] + gap;
  }
  return { x, y, width: wide, height: width.length === 0 ? 0 : top + row };
}
