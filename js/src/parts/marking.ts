// "Mark now": a button, or M. What asks for the title is loaded, as soon as anybody points
// near it or has the focus in the pane, so that it is here when the button is pressed.

import type { Marking } from "../marking";
import type { Pane } from "../pane/pane";
import { make, show } from "./dom";
import { keepKeys } from "./keys";
import type { Part } from "./part";

export function marking(pane: Pane, signal: AbortSignal): Part {
  const button = make(
    "button",
    {
      class: "wp-button wp-mark",
      type: "button",
      title: "Say what begins now, in the run sheet (M)",
      "aria-keyshortcuts": "M",
    },
    "Mark now",
  );
  const element = make("div", { class: "wp-marks" }, button);
  let form: ReturnType<Marking["form"]> | undefined;
  let root: Element | null = null;
  /** When it was asked for: what it is called takes a while to write. */
  let at = 0;
  /** The title, as far as it was written before there was a field for it. */
  let typed = "";

  const take = (marking: Marking | null): void => {
    if (marking && !form && !signal.aborted) {
      form = marking.form(pane, element, button, signal);
      keepKeys(element);
    }
    if (at) form?.open(at, typed);
    at = 0;
  };
  const early = (): void => {
    if (!form && !pane.marking.busy) pane.marking.use(take, "");
  };
  button.addEventListener(
    "click",
    () => {
      at = pane.kernelNow;
      typed = "";
      button.focus();
      pane.marking.use(take);
    },
    { signal },
  );
  button.addEventListener(
    "keydown",
    (event) => {
      const { key, altKey, ctrlKey, metaKey } = event;
      const writes = key.length === 1 || key === "Enter";
      if (!at || altKey || ctrlKey || metaKey || !(writes || key === "Escape")) return;
      event.preventDefault();
      event.stopPropagation();
      if (writes) typed += key === "Enter" ? "\n" : key;
      else at = 0;
    },
    { signal },
  );
  return {
    element,
    refresh() {
      show(element, pane.goesOn);
      if (!root && pane.goesOn) {
        root = element.closest(".webcast-pane");
        const once = { once: true, signal };
        root?.addEventListener("focusin", early, once);
        // Not of the whole pane: a pointer over the line sends nothing to the kernel.
        element.closest(".wp-footer")?.addEventListener("pointerover", early, once);
      }
      form?.refresh();
    },
  };
}
