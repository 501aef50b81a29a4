// What the scroller shows of the run sheet: a tick where each item begins.

import type { Pane } from "../pane/pane";
import { boxIn } from "../stage/lanes";
import { make } from "./dom";
import type { Part } from "./part";
import { line, Placed, place } from "./placed";

export function ticks(pane: Pane): Part {
  const element = make("div", { class: "wp-ticks", "aria-hidden": "true" });
  const items = make("div");
  element.append(items);
  const placed = new Placed<{ from: number; left: number }>(items, line("wp-mtick"));
  return {
    element,
    refresh() {
      const { extent } = pane.store;
      const whole = extent && { from: extent.first, to: extent.last };
      const all = pane.sheet.flatMap(({ from }) => {
        const box = whole && boxIn({ from, to: from + 1 }, whole);
        return box?.begins ? [{ from, left: box.left }] : [];
      });
      placed.show(
        all,
        ({ from }) => `${from}`,
        (tick, { left }) => place(tick, left),
      );
    },
  };
}
