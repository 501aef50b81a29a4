// Keys that press a button of the pane, wherever in it the focus is.

import { mark } from "./dom";

const FOCUSABLE = "button, input, select, [tabindex]";
const TYPING = "input, select, textarea";

/** What each key presses, while that is there. */
const PRESSES: Record<string, string> = { m: ".wp-mark", f: ".wp-full" };

/**
 * Plain keys pressed in here are ours and not the notebook's. Some of its shortcuts match
 * the very element with the focus, so that the outermost alone would not do.
 */
export function keepKeys(element: HTMLElement): void {
  for (const each of [element, ...element.querySelectorAll(FOCUSABLE)])
    mark(each, "data-lm-suppress-shortcuts", "true");
}

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
