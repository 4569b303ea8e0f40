/** What a table is sorted by. */

export interface Sortable {
  readonly key: string;
  /** Larger comes first where the table is sorted downwards. */
  value(row: number): number;
}

export interface Sorting {
  readonly key: string;
  readonly isDescending: boolean;
}

/** `-self` is the column `self` downwards, `self` upwards; what names no column is `otherwise`, or else self time, downwards. */
export function parseSorting(text: string, columns: readonly Sortable[], otherwise: string): Sorting {
  const key = text.replace(/^-/, "");
  if (columns.some((column) => column.key === key)) return { key, isDescending: text.startsWith("-") };
  return { key: columns.some((column) => column.key === otherwise) ? otherwise : "self", isDescending: true };
}

/** The rows by a column; equal ones stay as they were. */
export function sorted(rows: Int32Array, columns: readonly Sortable[], { key, isDescending }: Sorting): Int32Array {
  const column = columns.find((one) => one.key === key)!;
  const values = Float64Array.from(rows, (row) => column.value(row));
  const sign = isDescending ? -1 : 1;
  const order = Uint32Array.from(rows, (_, place) => place);
  // The difference of two infinities is no number.
  order.sort((a, b) => sign * (values[a] - values[b]) || rows[a] - rows[b]);
  return Int32Array.from(order, (place) => rows[place]);
}
