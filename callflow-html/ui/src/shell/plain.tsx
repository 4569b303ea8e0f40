import type { ButtonHTMLAttributes } from "preact";

/** A button that looks like one. */
export function Plain(props: ButtonHTMLAttributes) {
  return <button type="button" class="plain" {...props} />;
}
