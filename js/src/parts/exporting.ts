// The Export button: what it offers is loaded when somebody points at it or presses it.

import type { Exports } from "../exports";
import type { Pane } from "../pane/pane";
import { make } from "./dom";
import { keepKeys } from "./keys";
import type { Part } from "./part";

export function exporting(pane: Pane, signal: AbortSignal): Part {
  const button = make(
    "button",
    {
      class: "wp-button wp-export",
      type: "button",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    "Export",
  );
  const element = make("div", { class: "wp-menubox" }, button);
  const before = new AbortController();
  let menu: ReturnType<Exports> | undefined;
  /** Which item is to have the focus; null before the button is pressed. */
  let index: number | null = null;

  const take = (exports: Exports | null): void => {
    if (!exports || menu || signal.aborted) return;
    before.abort();
    menu = exports(pane, element, button, signal);
    keepKeys(element);
    const { activeElement } = button.getRootNode() as Document | ShadowRoot;
    // Whoever went on meanwhile is not called back.
    if (index !== null && activeElement === button) menu.open(index);
  };
  const ask = (event: Event): void => {
    const { key } = event as KeyboardEvent;
    if (key && key !== "ArrowDown" && key !== "ArrowUp") return;
    event.preventDefault();
    event.stopPropagation();
    index = key === "ArrowUp" ? -1 : 0;
    // A click does not give it in every browser.
    button.focus();
    pane.exporting.use(take);
  };
  const early = (): void => {
    if (pane.connected) pane.exporting.use(take, "");
  };
  const options = { signal: AbortSignal.any([before.signal, signal]) };
  button.addEventListener("click", ask, options);
  button.addEventListener("keydown", ask, options);
  button.addEventListener("pointerover", early, { ...options, once: true });
  return { element, refresh: () => menu?.refresh() };
}
