/** Upper left corners of boxes, and the size of the whole. */
export interface Packed {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly width: number;
  readonly height: number;
}

/** A pane is about so many times as wide as high. */
const ASPECT = 2;
/** How much wider than the boxes' bare area the whole may be. */
const SLACK = [1, 1.15, 1.35, 1.6, 2];

/**
 * Puts unconnected parts onto one drawing so that it is shown as large as can be: each box, in its order, as far up as
 * it fits below those before it, and then as far left.
 */
export function pack(width: Float64Array, height: Float64Array, gap: number): Packed {
  let area = 0;
  let widest = 0;
  for (let i = 0; i < width.length; i++) {
    area += (width[i] + gap) * (height[i] + gap);
    widest = Math.max(widest, width[i]);
  }
  const limits = new Set(SLACK.map((slack) => Math.max(widest, slack * Math.sqrt(area * ASPECT))));
  const tried = [...limits].map((limit) => packedWithin(limit, width, height, gap));
  const extent = (made: Packed): number => Math.max(made.width, ASPECT * made.height);
  return tried.reduce((best, made) => (extent(made) < extent(best) ? made : best));
}

/** A stretch of the lower edge of what is placed: from `x` on, up to the next one, nothing lies below `y`. */
interface Step {
  readonly x: number;
  readonly y: number;
}

function packedWithin(limit: number, width: Float64Array, height: Float64Array, gap: number): Packed {
  const x = new Float64Array(width.length);
  const y = new Float64Array(width.length);
  let edge: Step[] = [{ x: 0, y: 0 }];
  let wide = 0;
  let high = 0;
  for (let i = 0; i < width.length; i++) {
    let at = 0;
    let top = Infinity;
    for (let from = 0; from < edge.length && (from === 0 || edge[from].x + width[i] <= limit); from++) {
      let deep = 0;
      const right = edge[from].x + width[i] + gap;
      for (let to = from; to < edge.length && edge[to].x < right; to++) deep = Math.max(deep, edge[to].y);
      if (deep >= top) continue;
      top = deep;
      at = from;
    }
    x[i] = edge[at].x;
    y[i] = top;
    wide = Math.max(wide, x[i] + width[i]);
    high = Math.max(high, top + height[i]);
    const right = x[i] + width[i] + gap;
    const last = edge.findLastIndex((step) => step.x <= right);
    edge = [
      ...edge.slice(0, at),
      { x: x[i], y: top + height[i] + gap },
      { x: right, y: edge[last].y },
      ...edge.slice(last + 1),
    ];
  }
  return { x, y, width: wide, height: high };
}
