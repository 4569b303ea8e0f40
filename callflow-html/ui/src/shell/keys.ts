/** Keys that work everywhere on the page. */

export interface Actions {
  help(): void;
  search(): void;
  copy(): void;
  step(by: 1 | -1): void;
  escape(): void;
}

/** Whether keys belong to what has the focus. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));
}

/** The result stops listening. */
export function listenToKeys(actions: Actions): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
    switch (event.key) {
      case "/":
        actions.search();
        break;
      case "?":
        actions.help();
        break;
      case "c":
        // A selected text is what the reader means to copy.
        if (String(getSelection()) !== "") return;
        actions.copy();
        break;
      case "[":
        actions.step(-1);
        break;
      case "]":
        actions.step(1);
        break;
      case "Escape":
        actions.escape();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
  // After the views, which may take a key for themselves.
  addEventListener("keydown", onKey);
  return () => removeEventListener("keydown", onKey);
}
