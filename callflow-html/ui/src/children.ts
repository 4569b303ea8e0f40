/** The children of every row as linked lists, in the order of their rows; −1 ends one. */
export function childLists(parents: Int32Array): { readonly first: Int32Array; readonly next: Int32Array } {
  const first = new Int32Array(parents.length).fill(-1);
  const next = new Int32Array(parents.length).fill(-1);
  for (let row = parents.length - 1; row >= 0; row--) {
    const parent = parents[row];
    if (parent < 0) continue;
    next[row] = first[parent];
    first[parent] = row;
  }
  return { first, next };
}
