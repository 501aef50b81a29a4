// What is shown, one click each: the lengths of the window that are asked for most, or
// who is watching.

import { SLOT_S, WHOLE_S } from "../contract.gen";
import type { Pane } from "../pane/pane";
import { duration } from "../words/format";
import { make, mark } from "./dom";
import type { Part } from "./part";

/** In slots: 5 min, 30 min and 2 h of the vendor's. */
const SLOTS = [30, 180, 720];

/** Lengths of so many slots, seconds, and the whole event. */
export function lengths(slots: number[], cadence_s: number): number[] {
  const coarse = slots.map((each) => each * Math.max(cadence_s, SLOT_S));
  return [...coarse.filter((each) => each < WHOLE_S), WHOLE_S];
}

export function presets(pane: Pane, signal: AbortSignal): Part {
  const element = make("div", {
    class: "wp-presets",
    role: "group",
    "aria-label": "What is shown",
  });
  const buttons = lengths(SLOTS, pane.store.cadence_s).map((length) => {
    const said = length === WHOLE_S ? "All" : duration(length);
    const button = make("button", { type: "button" }, said);
    const title = length === WHOLE_S ? "Show the whole event" : `Show ${said}`;
    mark(button, "title", title);
    const pick = (): void => {
      if (pane.model.get("audience_shown")) pane.save({ audience_shown: false });
      pane.window.show(length);
    };
    button.addEventListener("click", pick, { signal });
    element.append(button);
    return { button, length };
  });
  const who = make("button", { type: "button", class: "wp-who" }, "Audience");
  mark(who, "title", "Show who is watching");
  const turn = (): void =>
    pane.save({ audience_shown: !pane.model.get("audience_shown") });
  who.addEventListener("click", turn, { signal });
  element.append(who);
  return {
    element,
    refresh() {
      const { window_s } = pane.window.chosen;
      const looking = pane.model.get("audience_shown");
      for (const { button, length } of buttons) {
        const chosen = !looking && Math.min(window_s, WHOLE_S) === length;
        mark(button, "aria-pressed", `${chosen}`);
      }
      mark(who, "aria-pressed", `${looking}`);
    },
  };
}
