// Keys that press a button of the pane, wherever in it the focus is.

const TYPING = "input, select, textarea";

/** What each key presses, while that is there. */
const PRESSES: Record<string, string> = { m: ".wp-mark", f: ".wp-full" };

export function pressByKey(root: HTMLElement, signal: AbortSignal): void {
  root.addEventListener(
    "keydown",
    (event) => {
      const { key, altKey, ctrlKey, metaKey, target } = event;
      const plain = !altKey && !ctrlKey && !metaKey && !event.isComposing;
      const pressed = PRESSES[key.toLowerCase()];
      if (!plain || !pressed || (target as Element).matches(TYPING)) return;
      const button = root.querySelector<HTMLElement>(pressed);
      if (!button || button.closest("[hidden]")) return;
      event.preventDefault();
      button.click();
    },
    { signal },
  );
}
