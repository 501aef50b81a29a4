// Beside the counter: what the newest slot that is over will settle at.

import type { Pane } from "../pane/pane";
import { count } from "../words/format";
import { make, mark, show, write } from "./dom";
import type { Part } from "./part";

export function aboutNow(pane: Pane): Part {
  const number = make("b");
  const unit = make("span", {}, "now, estimated");
  const element = make("div", { class: "wp-change wp-about" }, number, unit);
  return {
    element,
    refresh() {
      const newest = pane.estimates.at(-1);
      const { present } = pane.words;
      show(element, newest !== undefined && present);
      if (newest === undefined) return;
      const { start, viewers, low, high } = newest;
      write(number, `about ${count(viewers)}`);
      mark(number, "data-value", `${viewers}`);
      mark(number, "data-slot", `${start}`);
      mark(
        element,
        "title",
        `Attendees at ${pane.zone.full(start)}, as that slot is expected to settle:` +
          ` nine in ten do from ${count(low)} to ${count(high)}`,
      );
    },
  };
}
