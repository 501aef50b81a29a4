// The chart and the scroller under it: two figures with our words around them.

import { PROVISIONAL_S } from "../contract.gen";
import { besidePx, secondOf } from "../pane/facts";
import type { Pane } from "../pane/pane";
import { fillsUp } from "../series/estimates";
import { isOfSlots } from "../series/shown";
import { spanText } from "../words/chart";
import { SHOWN } from "../words/figures";
import { duration } from "../words/format";
import { audience, watching } from "./audience";
import { make, mark, show, write } from "./dom";
import { lanes } from "./lanes";
import { limits } from "./limits";
import type { Part } from "./part";
import { presets } from "./presets";
import { readOut } from "./readout";
import { scroller } from "./scroller";
import { secondLegend } from "./second";
import { listed, table } from "./table";
import { ticks } from "./ticks";
import { usualLegend } from "./usual";
import { wheel } from "./wheel";
import { zoom } from "./zoom";

const FAILED = "The chart could not be drawn. Run the cell again to see it.";

/** Why a part of the line is dashed. */
const ESTIMATED =
  "Dashed: slots that are over and whose heartbeats are still arriving, at what they" +
  " will settle at, as earlier slots of this event did. Nine in ten settle within the" +
  " band. The counter is of settled slots alone.";
const provisional = (cadence_s: number): string =>
  `Dashed: values younger than ${duration(Math.max(PROVISIONAL_S, cadence_s))} are` +
  " provisional and may still change; the counter leaves them out.";

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
  latest.addEventListener("click", () => pane.window.latest(), { signal });
  const legend = make("span", { class: "wp-legend" });
  const usual = usualLegend(pane);
  const pinned = secondLegend(pane);
  const lengths = presets(pane, signal);
  const head = make(
    "div",
    { class: "wp-charthead" },
    words,
    readout,
    usual.element,
    legend,
    pinned.element,
    latest,
    lengths.element,
  );
  // One slot of it is read with the arrow keys.
  const slider = { role: "slider", tabindex: "0", "aria-keyshortcuts": "Plus Minus" };
  const plot = make("div", { class: "wp-plot", ...slider });
  // Asked for in a frame, it would cost a layout of what was just written.
  let width = 0;
  const above = lanes(pane, () => width - besidePx(pane.model), signal);
  const limited = limits(pane);
  plot.append(...above.map(({ behind }) => behind), limited.element);
  const note = make("div", { class: "wp-note" });
  const scroll = scroller(pane, signal);
  const over = ticks(pane);
  scroll.figure.append(over.element);
  const who = audience(pane);
  const slots = table(pane, signal);
  const element = make(
    "div",
    { class: "wp-chart" },
    head,
    make("div", { class: "wp-lanes" }, ...above.map((lane) => lane.element)),
    plot,
    note,
    slots.element,
    scroll.element,
    who.element,
  );
  const read = readOut(pane, plot, readout, signal);
  zoom(pane, plot, signal);
  wheel(pane, plot, signal);
  let sentence = "";

  const mount = (which: "chart" | "overview", host: HTMLElement): void => {
    whenLaidOut(host, signal, () => {
      pane.stage
        .mount(which, host, signal)
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
  const resized = new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    // What is written over the chart depends on its room.
    pane.changed();
  });
  resized.observe(plot);
  signal.addEventListener("abort", () => resized.disconnect(), { once: true });

  return {
    element,
    width: () => width,
    refresh() {
      const { zone } = pane;
      const { span } = pane.window;
      const empty = span === null;
      const looking = pane.model.get("audience_shown");
      mark(element, "data-audience", looking ? "true" : null);
      const figure = pane.model.get("figure");
      const usually = figure === "live_viewers" ? pane.model.get("usual_band") : null;
      mark(element, "data-usual", usually && "true");
      const drawn = looking ? null : span;
      const { title } = SHOWN[figure];
      const said = drawn ? `${title}, ${spanText(drawn, zone)}` : title;
      const tabled = pane.model.get("table_shown") && !looking;
      const { sheet, alerts } = pane;
      mark(element, "data-sheet", sheet.length > 0 && !empty ? "true" : null);
      mark(element, "data-alerted", alerts.length > 0 && !empty ? "true" : null);
      mark(element, "data-second", secondOf(pane.model) && "true");
      mark(element, "data-table", tabled ? "true" : null);
      write(words, looking ? watching(pane) : tabled ? listed(pane) : said);
      mark(words, "data-from", drawn && `${drawn.from}`);
      mark(words, "data-to", drawn && `${drawn.to}`);
      mark(
        words,
        "title",
        drawn && `${zone.full(drawn.from)} to ${zone.full(drawn.to)}`,
      );
      show(latest, !pane.window.following && !looking);
      const { settled } = pane.model.get("latest");
      const estimated = fillsUp(pane.store);
      // Full minutes are settled; and of what fills up, attendees alone are estimated.
      const unsettled = estimated ? figure === "live_viewers" : isOfSlots(figure);
      const newest = estimated
        ? pane.estimates[0]?.start
        : pane.store.newestUpTo(span?.to ?? 0);
      const shown = !empty && newest != null && newest <= span.to;
      const dashed = shown && unsettled && newest > (settled ?? 0);
      show(legend, dashed && !looking && !tabled);
      write(legend, estimated ? "estimated" : "may still change");
      mark(legend, "data-estimated", estimated ? "true" : null);
      const waiting = empty ? pane.words.empty : "";
      mark(legend, "title", estimated ? ESTIMATED : provisional(pane.store.cadence_s));
      write(note, sentence || waiting);
      mark(element, "data-plain", sentence === "" ? null : "true");
      // The axes' own ranges are made up until there is something to show.
      mark(element, "data-empty", empty ? "true" : null);
      usual.refresh();
      pinned.refresh();
      for (const lane of [...above, limited]) lane.refresh();
      over.refresh();
      who.refresh();
      slots.refresh();
      lengths.refresh();
      scroll.refresh();
      read.refresh();
    },
  };
}
