// What is pinned: the button of a tile that does it, and what the second line is.

import { FIGURES, type FigureName } from "../contract.gen";
import { secondOf } from "../pane/facts";
import type { Pane } from "../pane/pane";
import { SHOWN } from "../words/figures";
import { draw, make, mark, show, write } from "./dom";
import type { Part } from "./part";

const PIN =
  "M3.5 1h7v1.5l-1.2.8v2.9L11.5 8v1.5H7.7V13H6.3V9.5H2.5V8l2.2-1.8V3.3l-1.200-.8z";

/** "Average bitrate, Mbps, right axis" */
export function secondLegend(pane: Pane): Part {
  const element = make("span", { class: "wp-second-legend" });
  return {
    element,
    refresh() {
      const second = secondOf(pane.model);
      const instead = pane.model.get("audience_shown") || pane.model.get("table_shown");
      show(element, second !== null && !instead);
      write(element, second ? `${SHOWN[second].title}, right axis` : "");
    },
  };
}

/** Pins a figure beside what the chart shows, or takes it away. */
export function pin(pane: Pane, figure: FigureName, signal: AbortSignal): Part {
  const { label } = FIGURES[figure];
  const element = make("button", {
    class: "wp-pin",
    type: "button",
    "aria-label": `Pin ${label}`,
    title: `${label} as a second line, with an axis at the right`,
  });
  const box = { width: 14, height: 14, "aria-hidden": "true" };
  element.append(draw("svg", box, draw("path", { d: PIN })));
  const turn = (): void =>
    pane.save({ second: secondOf(pane.model) === figure ? null : figure });
  element.addEventListener("click", turn, { signal });
  return {
    element,
    refresh() {
      // What the chart shows is not drawn twice.
      show(element, pane.model.get("figure") !== figure);
      mark(element, "aria-pressed", `${secondOf(pane.model) === figure}`);
    },
  };
}
