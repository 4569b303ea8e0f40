import { layout, type Graph } from "./layout.ts";

interface Scope {
  onmessage: ((event: MessageEvent<Graph>) => void) | null;
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Lays graphs out away from the page: what comes in is a graph, what goes out its layout. */
export function serveLayouts(): void {
  const scope = globalThis as unknown as Scope;
  scope.onmessage = ({ data }) => {
    const made = layout(data);
    const columns = [made.x, made.y, made.points, made.pointX, made.pointY, made.back];
    scope.postMessage(made, columns.map((column) => column.buffer as ArrayBuffer));
  };
}
