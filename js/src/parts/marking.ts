// "Mark now": a button, or M, that asks what begins; Enter marks it, Escape leaves.

import type { Pane } from "../pane/pane";
import { make, mark, show } from "./dom";
import type { Part } from "./part";

/** As long as a title in a lane may be of use; the kernel takes longer ones. */
const LONGEST = "200";

/** For so long what was marked last is taken back without looking for its flag. */
const REGRET_S = 60;

const ASKS = "What begins now?";

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
  const back = make(
    "button",
    { class: "wp-button wp-back", type: "button" },
    "Take back",
  );
  const field = make("input", {
    class: "wp-in",
    type: "text",
    maxlength: LONGEST,
    placeholder: ASKS,
    "aria-label": ASKS,
    autocomplete: "off",
  });
  const enter = make("button", { class: "wp-button", type: "button" }, "Mark");
  // No form: a host's frame may forbid that they are sent, and then they tell nothing.
  const form = make("div", { class: "wp-marking" }, field, enter);
  const element = make("div", { class: "wp-marks" }, back, button, form);
  let open = false;
  /** When it was asked for: what it is called takes a while to write. */
  let at = 0;
  let until = 0;

  const turn = (to: boolean): void => {
    open = to;
    field.value = "";
    refresh();
  };
  const leave = (): void => {
    const within = element.contains(
      (element.getRootNode() as Document | ShadowRoot).activeElement,
    );
    turn(false);
    if (within) button.focus();
  };
  const done = (): void => {
    until = pane.kernelNow + REGRET_S;
    leave();
  };
  const refresh = (): void => {
    show(element, pane.goesOn);
    show(button, !open);
    show(back, !open && pane.marking.last !== null && until > pane.kernelNow);
    show(form, open);
    mark(enter, "aria-disabled", pane.marking.busy ? "true" : null);
  };

  button.addEventListener(
    "click",
    () => {
      at = pane.kernelNow;
      pane.marking.hush();
      turn(true);
      field.focus();
    },
    { signal },
  );
  back.addEventListener(
    "click",
    () => {
      if (pane.marking.last !== null) pane.marking.unmark(pane.marking.last);
      refresh();
      button.focus();
    },
    { signal },
  );
  const set = (): void => {
    const title = field.value.trim();
    if (title !== "" && !pane.marking.busy) pane.marking.mark(title, at, done);
  };
  enter.addEventListener("click", set, { signal });
  form.addEventListener(
    "keydown",
    (event) => {
      const { key, target, isComposing } = event;
      const enters = key === "Enter" && target === field && !isComposing;
      if (!enters && key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (enters) set();
      else leave();
    },
    { signal },
  );
  return { element, refresh };
}
