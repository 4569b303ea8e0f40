import { count, counted } from "../format.ts";
import type { FunctionTable } from "../model.ts";

/** How calls ended, in words: `201 ok, 4 errors, 1 panicked`. */
export function outcomeWords(f: FunctionTable, row: number): string {
  const words: string[] = [];
  if (f.ok[row] > 0) words.push(`${count(f.ok[row])} ok`);
  if (f.error[row] > 0) words.push(counted(f.error[row], "error"));
  if (f.panicked[row] > 0) words.push(`${count(f.panicked[row])} panicked`);
  if (f.cancelled[row] > 0) words.push(`${count(f.cancelled[row])} cancelled`);
  if (f.inFlight[row] > 0) words.push(`${count(f.inFlight[row])} in flight`);
  if (f.neverPolled[row] > 0) words.push(`${count(f.neverPolled[row])} never polled`);
  return words.join(", ");
}
