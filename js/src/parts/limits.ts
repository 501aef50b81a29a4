// Where an alert of the chosen figure begins, as a line over the chart.

import type { Pane } from "../pane/pane";
import { rangeIn } from "../series/shown";
import { limitText } from "../words/alarm";
import { SHOWN } from "../words/figures";
import { make, mark, write } from "./dom";
import type { Part } from "./part";
import { Placed } from "./placed";

interface Limit {
  said: string;
  /** Share of the plotted height, from above. */
  top: number;
  /** Whether it is written under its line, as what is shown runs above that. */
  under: boolean;
}

/** What part of the window its words take. */
const WORDS = 0.15;
/** Lower than this its words would lie on those of the time axis. */
const LOWEST = 0.9;

/** Whether the chosen figure runs above a limit where that is written. */
function runsAbove(pane: Pane, limit: number): boolean {
  const { span } = pane.window;
  if (!span) return false;
  const to = span.from + WORDS * (span.to - span.from);
  const range = rangeIn(pane.known, { from: span.from, to });
  return range !== null && (range[0] + range[1]) / 2 > limit;
}

export function limits(pane: Pane): Part {
  const element = make("div", { class: "wp-limits", "aria-hidden": "true" });
  const create = (): HTMLElement => make("i", { class: "wp-limit" });
  const placed = new Placed<Limit>(element, create);
  return {
    element,
    refresh() {
      const figure = pane.model.get("figure");
      const found = new Map<string, Limit>();
      for (const alarm of pane.model.get("alarms")) {
        const limit = alarm.above ?? alarm.below;
        if (alarm.figure !== figure || limit === null) continue;
        const top = 1 - limit / SHOWN[figure].per / pane.stage.top;
        const said = `alert ${limitText(alarm)}`;
        const under = top < LOWEST && runsAbove(pane, limit);
        if (top > 0 && top < 1) found.set(said, { said, top, under });
      }
      placed.show(
        [...found.values()],
        ({ said }) => said,
        (line, { said, top, under }) => {
          const percent = `${Number((100 * top).toFixed(2))}%`;
          if (line.style.top !== percent) line.style.top = percent;
          mark(line, "data-under", under ? "true" : null);
          write(line, said);
        },
      );
    },
  };
}
