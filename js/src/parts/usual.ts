// Tonight against usual, in words: the legend of the band, and the rank.

import type { Pane } from "../pane/pane";
import { make, mark, show, write } from "./dom";
import type { Part } from "./part";

/** "usual, 5 events": what the grey band in the chart is. */
export function usualLegend(pane: Pane): Part {
  const several = make("span", { class: "wp-several" });
  const element = make("span", { class: "wp-usual-legend" }, "usual", several);
  return {
    element,
    refresh() {
      const told = pane.model.get("usual_band");
      const attendees = pane.model.get("figure") === "live_viewers";
      show(element, told !== null && attendees && !pane.model.get("audience_shown"));
      if (told === null) return;
      const events = told.events === 1 ? "1 event" : `${told.events} events`;
      write(several, `, ${events}`);
      mark(
        element,
        "title",
        `Grey: from the lowest to the highest of ${events}, minute by minute since the` +
          " start of the broadcast. Dashed: their median.",
      );
    },
  };
}

/** "Higher than in 4 of 5 earlier events at this minute" */
export function standing(pane: Pane): Part {
  const element = make("span", { class: "wp-subtitle wp-standing" });
  return {
    element,
    refresh() {
      const said = pane.words.present ? pane.model.get("standing") : "";
      show(element, said !== "");
      write(element, said);
      mark(element, "title", said);
    },
  };
}
