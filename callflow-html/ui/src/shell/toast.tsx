/** A word on what became of something the reader did. */

import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** How long it is to be read, in milliseconds. */
const SHOWN = 2_500;

/** What says something, and where it is said. */
export function useToast(): readonly [say: (text: string) => void, toast: JSX.Element] {
  const [said, say] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => say(""), SHOWN);
    return () => clearTimeout(timer);
  }, [said]);
  return [
    say,
    <p class={said === "" ? "toast" : "toast shown"} role="status">
      {said}
    </p>,
  ];
}
