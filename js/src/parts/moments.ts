// When the event on the scroller began, when its newest slot was, and moments between.

import type { Pane } from "../pane/pane";
import { type Moment, momentsOf } from "../stage/moments";
import { make, mark, write } from "./dom";
import type { Part } from "./part";
import { Placed, place } from "./placed";
import { ruler } from "./ruler";

/** As the style sheet has it. */
const LETTERS_PX = 11;

/** Labels for a scroller whose plotted area is so wide, pixels. */
export function moments(pane: Pane, width: () => number): Part {
  const element = make("div", { class: "wp-moments", "aria-hidden": "true" });
  const measure = ruler(element, LETTERS_PX);
  const placed = new Placed<Moment>(element, () => make("span"));
  return {
    element,
    refresh() {
      const { extent } = pane.store;
      placed.show(
        extent ? momentsOf(extent, width(), pane.zone, measure) : [],
        // The ends stay what they are, whatever their moments become.
        ({ by, at }) => (by === "middle" ? `${at}` : by),
        (span, { label, left, by }) => {
          write(span, label);
          mark(span, "data-by", by);
          place(span, left);
        },
      );
    },
  };
}
