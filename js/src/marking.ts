// What asks for the title of a mark, and marks; and what takes a mark back. A module of its
// own, which a pane loads when somebody may mark.

import type { Pane } from "./pane/pane";
import { make, mark, show } from "./parts/dom";
import { quoted } from "./words/label";

/** As long as a title in a lane may be of use; the kernel takes longer ones. */
const LONGEST = "200";

/** For so long what was marked last is taken back without looking for its flag. */
const REGRET_S = 60;

const ASKS = "What begins now?";
const ALONE = "The kernel is not connected: nothing was marked.";

export interface Form {
  refresh: () => void;
  /**
   * Ask what began at a moment of the kernel's clock, where `typed` of its title was
   * written already; with the end of a line it is all of it.
   */
  open: (at: number, typed: string) => void;
}

export type Marking = typeof marking;

/** What was marked last, by when it begins, where it was not taken back. */
const last = new WeakMap<Pane, number>();

/** Say what began at a moment of the kernel's clock; `then` once it is marked. */
function set(pane: Pane, title: string, at: number, then: () => void): void {
  pane.marking.request({
    message: { type: "mark", title, at },
    begun: "Marking\u2026",
    alone: ALONE,
    done: (reply) => {
      if (reply.type !== "marked") return "";
      last.set(pane, reply.at);
      then();
      return `Marked ${quoted(reply.title)} at ${pane.zone.named(reply.at)}`;
    },
  });
}

/** Take back what was marked at a moment of the event. */
function unmark(pane: Pane, at: number): void {
  if (last.get(pane) === at) last.delete(pane);
  pane.marking.request({
    message: { type: "unmark", at },
    begun: "Taking it back\u2026",
    alone: ALONE,
    done: (reply) =>
      reply.type === "marked" ? `Took back ${quoted(reply.title)}` : "",
  });
}

/** Put what asks into an element, around the button that opens it. */
function form(
  pane: Pane,
  element: HTMLElement,
  button: HTMLElement,
  signal: AbortSignal,
): Form {
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
  const asking = make("div", { class: "wp-marking" }, field, enter);
  element.prepend(back);
  element.append(asking);
  let open = false;
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
    show(button, !open);
    show(back, !open && last.has(pane) && until > pane.kernelNow);
    show(asking, open);
    mark(enter, "aria-disabled", pane.marking.busy ? "true" : null);
  };

  back.addEventListener(
    "click",
    () => {
      const at = last.get(pane);
      if (at !== undefined) unmark(pane, at);
      refresh();
      button.focus();
    },
    { signal },
  );
  const send = (): void => {
    const title = field.value.trim();
    if (title !== "" && !pane.marking.busy) set(pane, title, at, done);
  };
  enter.addEventListener("click", send, { signal });
  asking.addEventListener(
    "keydown",
    (event) => {
      const { key, target, isComposing } = event;
      const enters = key === "Enter" && target === field && !isComposing;
      if (!enters && key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (enters) send();
      else leave();
    },
    { signal },
  );
  refresh();
  return {
    refresh,
    open(moment, typed) {
      const { activeElement } = button.getRootNode() as Document | ShadowRoot;
      // Whoever went on meanwhile is not called back.
      if (activeElement !== button) return;
      at = moment;
      pane.marking.hush();
      turn(true);
      const [title = "", ...more] = typed.split("\n");
      field.value = title;
      field.focus();
      if (more.length > 0) send();
    },
  };
}

const marking = { form, unmark };
export default marking;
