// Where an alert of the chosen figure begins, as a line over the chart.

import type { Pane } from "../pane/pane";
import { limitText } from "../words/alarm";
import { SHOWN } from "../words/figures";
import { make, write } from "./dom";
import type { Part } from "./part";
import { Placed } from "./placed";

interface Limit {
  said: string;
  /** Share of the plotted height, from above. */
  top: number;
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
        if (top > 0 && top < 1) found.set(said, { said, top });
      }
      placed.show(
        [...found.values()],
        ({ said }) => said,
        (line, { said, top }) => {
          const percent = `${Number((100 * top).toFixed(2))}%`;
          if (line.style.top !== percent) line.style.top = percent;
          write(line, said);
        },
      );
    },
  };
}
