/**
 * Where the boxes of a flame graph stand. Pure; nothing here recurses, because programs do.
 *
 * A flame graph is a forest whose weights add up: a box is as wide as what it is worth itself and all that stands on
 * it. Boxes are numbered row by row from left to right, so a row, and the children of a box, are ranges of numbers.
 */
import type { Extent } from "../extent.ts";

/** A tree to draw. Parents stand before their children. */
export interface FlameInput {
  readonly length: number;
  /** −1 at the top. */
  readonly parent: Int32Array;
  /** What an entry is worth without what stands below it; never negative. */
  readonly weight: Float64Array;
  /** Entries of one key below one box are one box: the row of a function. Never negative. */
  readonly key: Int32Array;
  /** More columns to add up, like `weight`: a comparison's before and after. */
  readonly more?: readonly Float64Array[];
}

/** Boxes, each at one index of every column. */
export interface Flame {
  readonly length: number;
  readonly parent: Int32Array;
  readonly key: Int32Array;
  readonly row: Int32Array;
  /** From where on it stands, in the unit of the weights. */
  readonly x: Float64Array;
  readonly width: Float64Array;
  /** The part of its width that no child covers. */
  readonly own: Float64Array;
  /** The children of box `i` are `childFrom[i]` up to `childTo[i]`. */
  readonly childFrom: Int32Array;
  readonly childTo: Int32Array;
  /** The boxes of row `r` are `rowFrom[r]` up to `rowFrom[r + 1]`. */
  readonly rowFrom: Int32Array;
  /** `covered[i]`: the widths of all boxes before `i` added up. */
  readonly covered: Float64Array;
  /** What the boxes are worth in each column of `FlameInput.more`. */
  readonly more: readonly Float64Array[];
  readonly world: Extent;
  /** Weight whose further boxes were left out because there are too many; 0 nearly always. */
  readonly cut: number;
}

/** The key of the box that stands for everything. */
export const EVERYTHING = -1;
/** The key of a thread's headline is `THREAD − its number`. */
export const THREAD = -2;

/** More boxes or steps than this take longer to build than a person waits, and no screen shows them. */
const MOST_BOXES = 300_000;
const MOST_STEPS = 8_000_000;

/** Each entry's weight together with all below it. */
export function inclusive(input: FlameInput, own: Float64Array = input.weight): Float64Array {
  const sums = Float64Array.from(own.subarray(0, input.length));
  for (let entry = input.length - 1; entry >= 0; entry--) {
    const parent = input.parent[entry];
    if (parent >= 0) sums[parent] = sums[parent] + sums[entry];
  }
  return sums;
}

/** The call tree: callers above, callees below, siblings of one function merged, the heaviest on the left. */
export function leftHeavy(input: FlameInput): Flame {
  const top: number[] = [];
  for (let entry = 0; entry < input.length; entry++) if (input.parent[entry] < 0) top.push(entry);
  return grown(
    input,
    inclusive(input),
    input.more?.map((own) => inclusive(input, own)) ?? [],
    Int32Array.from(top),
    children(input),
  );
}

/** Hot functions on top, their callers below: every box of the first row is a function's own weight. */
export function inverted(input: FlameInput): Flame {
  const all = Int32Array.from({ length: input.length }, (_, entry) => entry);
  return grown(input, input.weight, input.more ?? [], all, null);
}

/** One function's callers and callees; the first row of both is the function, equally wide in both. */
export function sandwich(input: FlameInput, key: number): { readonly callers: Flame; readonly callees: Flame } {
  const outermost = Int32Array.from(outermostOf(input, key));
  const weight = inclusive(input);
  const more = input.more?.map((own) => inclusive(input, own)) ?? [];
  return {
    callers: grown(input, weight, more, outermost, null),
    callees: grown(input, weight, more, outermost, children(input)),
  };
}

/** The entries of a key that stand below no other of it: their weights count each piece of recursion once. */
function outermostOf(input: FlameInput, key: number): number[] {
  const below = new Uint8Array(input.length);
  const found: number[] = [];
  for (let entry = 0; entry < input.length; entry++) {
    const parent = input.parent[entry];
    const inner = parent >= 0 && (below[parent] === 1 || input.key[parent] === key);
    if (inner) below[entry] = 1;
    else if (input.key[entry] === key) found.push(entry);
  }
  return found;
}

interface Children {
  readonly from: Int32Array;
  readonly list: Int32Array;
}

function children(input: FlameInput): Children {
  const from = new Int32Array(input.length + 1);
  for (let entry = 0; entry < input.length; entry++) {
    const parent = input.parent[entry];
    if (parent >= 0) from[parent + 1] = from[parent + 1] + 1;
  }
  for (let entry = 0; entry < input.length; entry++) from[entry + 1] = from[entry + 1] + from[entry];
  const next = from.slice();
  const list = new Int32Array(from[input.length]);
  for (let entry = 0; entry < input.length; entry++) {
    const parent = input.parent[entry];
    if (parent >= 0) {
      const at = next[parent];
      list[at] = entry;
      next[parent] = at + 1;
    }
  }
  return { from, list };
}

/** A column that grows. */
class Column {
  values = new Float64Array(1024);
  length = 0;

  push(value: number): void {
    if (this.length === this.values.length) {
      const more = new Float64Array(2 * this.length);
      more.set(this.values);
      this.values = more;
    }
    this.values[this.length++] = value;
  }

  ints(): Int32Array {
    return Int32Array.from(this.values.subarray(0, this.length));
  }

  floats(): Float64Array {
    return this.values.slice(0, this.length);
  }
}

/**
 * Builds rows from the top down. A box is a bag of items; an item is an entry with the weight that it carries. Downwards
 * an entry hands over to its children with their own weights; upwards (`below` is null) to its parent with the weight it
 * came with. The items of a row are grouped by box, so that the next row is found in one pass.
 */
function grown(
  input: FlameInput,
  weights: Float64Array,
  more: readonly Float64Array[],
  top: Int32Array,
  below: Children | null,
): Flame {
  const parent = new Column();
  const key = new Column();
  const row = new Column();
  const x = new Column();
  const width = new Column();
  const own = new Column();
  const childFrom = new Column();
  const childTo = new Column();
  const rowFrom = new Column();
  const sums = more.map(() => new Column());

  let keys = 0;
  for (let entry = 0; entry < input.length; entry++) if (input.key[entry] >= keys) keys = input.key[entry] + 1;
  const groupOf = new Int32Array(keys);
  const seenAt = new Int32Array(keys).fill(-1);

  const box = (above: number, ofKey: number, at: number, left: number, worth: number): void => {
    parent.push(above);
    key.push(ofKey);
    row.push(at);
    x.push(left);
    width.push(worth);
    own.push(worth);
    childFrom.push(0);
    childTo.push(0);
  };

  let total = 0;
  for (const entry of top) total += weights[entry];
  rowFrom.push(0);
  box(-1, EVERYTHING, 0, 0, total);
  sums.forEach((column, at) => column.push(top.reduce((sum, entry) => sum + more[at][entry], 0)));
  rowFrom.push(1);

  // Items of the row in work: the entry they stand at, the entry whose weight they carry, and where each box's begin.
  let at = top.slice();
  let carried = top.slice();
  let begins = Int32Array.of(0, top.length);
  let firstBox = 0;
  let steps = 0;
  let cut = 0;

  while (at.length > 0) {
    steps += at.length;
    if (steps > MOST_STEPS || width.length > MOST_BOXES) {
      for (const entry of carried) cut += weights[entry];
      break;
    }
    const nextAt = new Int32Array(at.length);
    const nextCarried = new Int32Array(at.length);
    const nextBegins: number[] = [0];
    let filled = 0;
    const rowNumber = row.values[firstBox] + 1;
    const boxes = begins.length - 1;
    for (let b = 0; b < boxes; b++) {
      const parentBox = firstBox + b;
      const from = begins[b];
      const to = begins[b + 1];
      // Group by key.
      const groupKey: number[] = [];
      const groupWeight: number[] = [];
      const groupCount: number[] = [];
      for (let item = from; item < to; item++) {
        const k = input.key[at[item]];
        let group: number;
        if (seenAt[k] === parentBox) group = groupOf[k];
        else {
          seenAt[k] = parentBox;
          group = groupOf[k] = groupKey.length;
          groupKey.push(k);
          groupWeight.push(0);
          groupCount.push(0);
        }
        groupWeight[group] = groupWeight[group] + weights[carried[item]];
        groupCount[group] = groupCount[group] + 1;
      }
      const order = groupKey.map((_, group) => group);
      if (order.length > 1)
        order.sort((one, other) => groupWeight[other] - groupWeight[one] || groupKey[one] - groupKey[other]);
      childFrom.values[parentBox] = width.length;
      let left = x.values[parentBox];
      const place = new Array<number>(order.length);
      let kept = 0;
      let room = filled;
      for (const group of order) {
        const worth = groupWeight[group];
        // A path that took no time has no width to be seen or clicked.
        if (!(worth > 0)) {
          place[group] = -1;
          continue;
        }
        box(parentBox, groupKey[group], rowNumber, left, worth);
        for (const column of sums) column.push(0);
        left += worth;
        place[group] = room;
        room += groupCount[group];
        nextBegins.push(room);
        kept += worth;
      }
      childTo.values[parentBox] = width.length;
      own.values[parentBox] = Math.max(0, width.values[parentBox] - kept);
      for (let item = from; item < to; item++) {
        const group = groupOf[input.key[at[item]]];
        const to = place[group];
        if (to < 0) continue;
        nextAt[to] = at[item];
        nextCarried[to] = carried[item];
        place[group] = to + 1;
      }
      filled = room;
    }
    if (filled === 0) break;
    firstBox = rowFrom.values[rowFrom.length - 1];
    rowFrom.push(width.length);
    for (let s = 0; s < sums.length; s++) {
      const column = sums[s];
      const values = more[s];
      for (let b = 0; b + 1 < nextBegins.length; b++) {
        let sum = 0;
        for (let item = nextBegins[b]; item < nextBegins[b + 1]; item++) sum += values[nextCarried[item]];
        column.values[firstBox + b] = sum;
      }
    }
    // Step from the entries of this row to those of the next.
    const steppedBegins = new Int32Array(nextBegins.length);
    let count = 0;
    for (let b = 0; b + 1 < nextBegins.length; b++) {
      for (let item = nextBegins[b]; item < nextBegins[b + 1]; item++) {
        const entry = nextAt[item];
        count += below === null ? (input.parent[entry] < 0 ? 0 : 1) : below.from[entry + 1] - below.from[entry];
      }
      steppedBegins[b + 1] = count;
    }
    const steppedAt = new Int32Array(count);
    const steppedCarried = new Int32Array(count);
    let step = 0;
    for (let item = 0; item < filled; item++) {
      const entry = nextAt[item];
      if (below === null) {
        const up = input.parent[entry];
        if (up < 0) continue;
        steppedAt[step] = up;
        steppedCarried[step++] = nextCarried[item];
        continue;
      }
      for (let child = below.from[entry]; child < below.from[entry + 1]; child++) {
        steppedAt[step] = below.list[child];
        steppedCarried[step++] = below.list[child];
      }
    }
    at = steppedAt;
    carried = steppedCarried;
    begins = steppedBegins;
  }

  const widths = width.floats();
  return {
    length: width.length,
    parent: parent.ints(),
    key: key.ints(),
    row: row.ints(),
    x: x.floats(),
    width: widths,
    own: own.floats(),
    childFrom: childFrom.ints(),
    childTo: childTo.ints(),
    rowFrom: rowFrom.ints(),
    covered: runningSum(widths),
    more: sums.map((column) => column.floats()),
    world: { from: 0, to: total },
    cut,
  };
}

/** For each box, what all before it add up to. */
export function runningSum(widths: Float64Array): Float64Array {
  const covered = new Float64Array(widths.length + 1);
  for (let box = 0; box < widths.length; box++) covered[box + 1] = covered[box] + widths[box];
  return covered;
}
