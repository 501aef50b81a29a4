// The chart and the scroller under it: two bqplot figures with our words around them.

import { make, mark, write } from "./dom";
import { hover } from "./hover";
import type { Pane } from "./pane";
import { spanText } from "./reading";
import { scroller } from "./scroller";
import type { Part } from "./view";

const NO_HOST =
  "The chart needs Jupyter (JupyterLab, Notebook 7 or Voila): this page cannot show it.";
const FAILED = "The chart could not be drawn. Run the cell again to see it.";

const PROVISIONAL =
  "Dashed: slots younger than 60 s are provisional. Their heartbeats are still" +
  " arriving, so they begin low and rise; the counter leaves them out.";

export interface ChartPart extends Part {
  width: () => number;
}

/** Call `fn` once when an element has a size; figures cannot be drawn before. */
function whenLaidOut(element: HTMLElement, signal: AbortSignal, fn: () => void): void {
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === 0 || element.clientHeight === 0) return;
    observer.disconnect();
    if (!signal.aborted) fn();
  });
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
}

export function chart(pane: Pane, signal: AbortSignal): ChartPart {
  const words = make("span", { class: "wp-window" });
  const readout = make("span", { class: "wp-readout" });
  const latest = make(
    "button",
    { class: "wp-button wp-latest", type: "button" },
    "Go to latest",
  );
  latest.addEventListener("click", () => pane.latest(), { signal });
  const legend = make(
    "span",
    { class: "wp-legend", title: PROVISIONAL },
    "still filling up",
  );
  const head = make("div", { class: "wp-charthead" }, words, readout, legend, latest);
  const plot = make("div", { class: "wp-plot", role: "img" });
  const note = make("div", { class: "wp-note" });
  const scroll = scroller(pane, signal);
  const element = make("div", { class: "wp-chart" }, head, plot, note, scroll.element);
  const read = hover(pane, plot, readout, signal);
  let sentence = "";

  const mount = (which: "chart" | "overview", host: HTMLElement): void => {
    whenLaidOut(host, signal, () => {
      const figures = pane.open();
      if (figures === null) {
        sentence = NO_HOST;
        pane.changed();
        return;
      }
      figures
        .then((all) => pane.mount(all[which], host, signal))
        .then(() => pane.draw())
        .catch((error: unknown) => {
          if (signal.aborted) return;
          console.error(error);
          sentence = FAILED;
          pane.changed();
        });
    });
  };
  mount("chart", plot);
  mount("overview", scroll.figure);
  const resized = new ResizeObserver(() => pane.draw());
  resized.observe(plot);
  signal.addEventListener("abort", () => resized.disconnect(), { once: true });

  return {
    element,
    width: () => plot.clientWidth,
    refresh() {
      const { span, zone } = pane;
      const empty = span === null;
      write(words, empty ? "Attendees" : `Attendees, ${spanText(span, zone)}`);
      mark(words, "data-from", empty ? null : `${span.from}`);
      mark(words, "data-to", empty ? null : `${span.to}`);
      mark(
        words,
        "title",
        empty ? null : `${zone.full(span.from)} to ${zone.full(span.to)}`,
      );
      mark(plot, "aria-label", read.summary());
      latest.hidden = pane.following;
      const { settled } = pane.model.get("latest");
      const newest = empty ? null : pane.store.newestUpTo(span.to);
      legend.hidden = newest === null || settled === null || newest <= settled;
      const waiting = empty ? pane.words.empty : "";
      write(note, sentence || waiting);
      mark(element, "data-plain", sentence === "" ? null : "true");
      // The axes' own ranges are made up until there is something to show.
      mark(element, "data-empty", empty ? "true" : null);
      scroll.refresh();
      read.refresh();
    },
  };
}
