// The readout: what the slot under the pointer holds.

import { make, mark, write } from "./dom";
import type { Pane } from "./pane";
import { slotText, summary } from "./reading";

export interface Hover {
  refresh: () => void;
  summary: () => string;
}

export function hover(
  pane: Pane,
  plot: HTMLElement,
  readout: HTMLElement,
  signal: AbortSignal,
): Hover {
  const guide = make("div", { class: "wp-guide" });
  guide.hidden = true;
  plot.append(guide);
  let pointer: number | null = null;
  let summed = "";
  let sentence = "";

  /** The moment under the pointer; null outside the plotted area. */
  const moment = (): number | null => {
    // First, as nearly always: the questions after it cost a layout.
    if (pointer === null) return null;
    const area = plot.querySelector(".plotarea_events")?.getBoundingClientRect();
    const { span } = pane;
    if (!area || !span || area.width === 0) return null;
    const share = (pointer - area.left) / area.width;
    return share < 0 || share > 1 ? null : span.from + share * (span.to - span.from);
  };

  const refresh = (): void => {
    const at = moment();
    guide.hidden = at === null;
    const { settled } = pane.model.get("latest");
    const said = at === null ? "" : slotText(pane.store, at, settled, pane.zone);
    write(readout, said);
    mark(readout, "data-at", at === null ? null : `${Math.round(at / 10) * 10}`);
    if (at !== null && pointer !== null)
      guide.style.left = `${pointer - plot.getBoundingClientRect().left}px`;
  };
  const to = (x: number | null): void => {
    pointer = x;
    refresh();
  };
  plot.addEventListener("pointermove", (event) => to(event.clientX), { signal });
  plot.addEventListener("pointerleave", () => to(null), { signal });

  return {
    refresh,
    summary() {
      const { span, store, zone } = pane;
      const key = [store.revision, span?.from, span?.to, zone.name].join();
      if (key !== summed) {
        summed = key;
        sentence = summary(store, span, zone);
      }
      return sentence;
    },
  };
}
