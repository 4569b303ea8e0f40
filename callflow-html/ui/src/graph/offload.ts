import source from "worker:./worker.ts";
import { layout, type Graph, type Layout } from "./layout.ts";

/** Larger graphs than this are laid out in a worker, so that the page does not stand still. */
export const IN_PAGE = 1_000;

/** A layout to come, and a way to give up on it. */
export interface Pending {
  readonly layout: Promise<Layout>;
  cancel(): void;
}

/** Lays a graph out in a worker; where the browser gives none, in the page. */
export function layoutInWorker(graph: Graph): Pending {
  let cancel = (): void => {};
  const made = new Promise<Layout>((resolve) => {
    let worker: Worker;
    const inPage = (): void => resolve(layout(graph));
    if (source === "") {
      inPage();
      return;
    }
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      worker = new Worker(address);
    } catch {
      URL.revokeObjectURL(address);
      inPage();
      return;
    }
    const close = (): void => {
      worker.terminate();
      URL.revokeObjectURL(address);
    };
    cancel = close;
    worker.onmessage = ({ data }: MessageEvent<Layout>) => {
      close();
      resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      close();
      inPage();
    };
    worker.postMessage(graph);
  });
  return { layout: made, cancel: () => cancel() };
}
