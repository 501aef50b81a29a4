// The readout: what the slot under the pointer holds, or the one that the arrow keys chose.

import type { Pane } from "../pane/pane";
import { valueAt } from "../series/shown";
import { slotText, slotWords, summary } from "../words/chart";
import { SHOWN } from "../words/figures";
import { make, mark, show } from "./dom";

export interface Readout {
  refresh: () => void;
}

/** By how many slots each key moves the one that is read. */
const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -6,
  PageDown: 6,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

export function readOut(
  pane: Pane,
  plot: HTMLElement,
  readout: HTMLElement,
  signal: AbortSignal,
): Readout {
  const guide = make("div", { class: "wp-guide" });
  const dots = [make("div", { class: "wp-dot" }), make("div", { class: "wp-dot" })];
  for (const each of [guide, ...dots]) {
    show(each, false);
    plot.append(each);
  }
  let pointer: number | null = null;
  /** The slot that the keys chose; the pointer takes it away. */
  let chosen: number | null = null;
  let summed = "";
  let sentence = "";

  const area = (): DOMRect | undefined =>
    plot.querySelector(".plotarea_events")?.getBoundingClientRect();

  /** The slot that is read, and where the plotted area is; null when none is. */
  const reading = (): { slot: number; box: DOMRect } | null => {
    // First, as nearly always: the questions after it cost a layout.
    if (pointer === null && chosen === null) return null;
    const box = area();
    const { span } = pane.window;
    if (!box || !span || box.width === 0) return null;
    if (chosen !== null) {
      const slot = Math.min(Math.max(chosen, span.from), span.to);
      return { slot: pane.store.snap(slot), box };
    }
    const share = ((pointer ?? 0) - box.left) / box.width;
    const moment = span.from + share * (span.to - span.from);
    if (share < 0 || share > 1) return null;
    return { slot: pane.store.snap(moment), box };
  };

  const place = (slot: number, box: DOMRect): void => {
    const { span } = pane.window;
    if (span === null) return;
    const host = plot.getBoundingClientRect();
    const share = (slot - span.from) / (span.to - span.from);
    const x = `${box.left - host.left + share * box.width}px`;
    guide.style.left = x;
    const { known, stage } = pane;
    for (const [i, dot] of dots.entries()) {
      const figure = i ? known.second : known.figure;
      const value = figure
        ? valueAt({ ...known, figure }, slot) / SHOWN[figure].per
        : Number.NaN;
      show(dot, !Number.isNaN(value));
      dot.style.left = x;
      const height = (1 - value / (i ? stage.beside : stage.top)) * box.height;
      if (!Number.isNaN(value)) dot.style.top = `${box.top - host.top + height}px`;
    }
  };

  /** The figure that the chart shows stands out. */
  const emphasised = (slot: number): (Node | string)[] => {
    const { when, value, more } = slotWords(pane.known, slot, pane.zone);
    return [`${when}: `, make("b", {}, value), ["", ...more].join(", ")];
  };

  const summed_up = (): string => {
    const { known, zone } = pane;
    const { span } = pane.window;
    const { figure, second, store, minutes, settled } = known;
    const told = [figure, second, store.revision, minutes.revision, settled, zone.name];
    const key = [...told, span?.from, span?.to].join();
    if (key !== summed) {
      summed = key;
      sentence = summary(known, span, zone);
    }
    return sentence;
  };

  const refresh = (): void => {
    const read = reading();
    show(guide, read !== null);
    if (read) place(read.slot, read.box);
    else for (const dot of dots) show(dot, false);
    const said = read ? slotText(pane.known, read.slot, pane.zone) : "";
    if (readout.textContent !== said)
      readout.replaceChildren(...(read ? emphasised(read.slot) : []));
    mark(readout, "data-at", read ? `${read.slot}` : null);
    mark(plot, "aria-label", summed_up());
    const { span } = pane.window;
    mark(plot, "aria-valuemin", span && `${span.from}`);
    mark(plot, "aria-valuemax", span && `${span.to}`);
    mark(plot, "aria-valuenow", span && `${read?.slot ?? span.to}`);
    mark(plot, "aria-valuetext", said || "no slot is read");
  };
  const to = (x: number | null): void => {
    pointer = x;
    chosen = null;
    refresh();
  };
  plot.addEventListener("pointermove", (event) => to(event.clientX), { signal });
  plot.addEventListener("pointerleave", () => to(null), { signal });
  plot.addEventListener("blur", () => to(pointer), { signal });
  plot.addEventListener(
    "keydown",
    (event) => {
      const { span } = pane.window;
      const step = STEPS[event.key];
      const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
      if (event.key === "Escape" && chosen !== null) to(null);
      else if (step !== undefined && span && plain) {
        const newest = pane.store.newestUpTo(span.to) ?? span.to;
        const before = reading();
        const begin = step === Number.NEGATIVE_INFINITY ? span.from : newest;
        const next = before ? before.slot + step * pane.store.cadence_s : begin;
        chosen = Math.min(Math.max(next, span.from), newest);
        refresh();
      } else return;
      event.preventDefault();
    },
    { signal },
  );
  return { refresh };
}
