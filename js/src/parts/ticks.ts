// What the scroller shows beside the attendees: a tick where each item of the run sheet
// begins, and a bar where an alert was on.

import type { Pane } from "../pane/pane";
import type { Span } from "../series/window";
import { type Box, boxIn } from "../stage/lanes";
import { make } from "./dom";
import type { Part } from "./part";
import { line, Placed, place } from "./placed";

interface Stretch extends Box {
  from: number;
}

export function ticks(pane: Pane): Part {
  const [items, alerts] = [make("div"), make("div")];
  const element = make("div", { class: "wp-ticks", "aria-hidden": "true" });
  element.append(items, alerts);
  const key = ({ from }: Stretch): string => `${from}`;
  const begun = new Placed<Stretch>(items, line("wp-mtick"));
  const on = new Placed<Stretch>(alerts, line("wp-atick"));
  return {
    element,
    refresh() {
      const { extent } = pane.store;
      const inside = (spans: readonly Span[]): Stretch[] =>
        spans.flatMap((span) => {
          const box = extent && boxIn(span, { from: extent.first, to: extent.last });
          return box ? [{ ...box, from: span.from }] : [];
        });
      begun.show(
        inside(pane.sheet).filter(({ begins }) => begins),
        key,
        (tick, { left }) => place(tick, left),
      );
      on.show(inside(pane.alerts), key, (bar, { left, width }) =>
        place(bar, left, width),
      );
    },
  };
}
