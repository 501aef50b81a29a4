// The scroller: bqplot's brush over the whole event, and the same by keyboard.

import { make, mark } from "./dom";
import type { Pane } from "./pane";
import { spanText } from "./reading";
import { SLOT_S } from "./store";
import type { Part } from "./view";

/** An arrow key moves by this part of the window. */
const STEPS = 30;

export interface ScrollerPart extends Part {
  figure: HTMLElement;
}

export function scroller(pane: Pane, signal: AbortSignal): ScrollerPart {
  const element = make("div", {
    class: "wp-scroller",
    role: "slider",
    tabindex: "0",
    "aria-label": "Window of the chart",
    "aria-orientation": "horizontal",
  });
  const figure = make("div", { class: "wp-overview" });
  element.append(figure);

  const clicked = (x: number): number | null => {
    const area = figure.querySelector(".plotarea_events")?.getBoundingClientRect();
    const { extent } = pane.store;
    if (!area || !extent || area.width === 0) return null;
    const share = (x - area.left) / area.width;
    return extent.first + share * (extent.last - extent.first);
  };
  // The brush moves for other reasons too; only while it is held is it the user's.
  figure.addEventListener(
    "pointerdown",
    ({ button }) => {
      if (button !== 0) return;
      pane.grab();
      const held = new AbortController();
      const until = AbortSignal.any([held.signal, signal]);
      const drop = (event: PointerEvent): void => {
        held.abort();
        // After the brush has taken the same event and set its last selection.
        setTimeout(() => pane.release(clicked(event.clientX)), 0);
      };
      window.addEventListener("pointerup", drop, { capture: true, signal: until });
      window.addEventListener("pointercancel", drop, { capture: true, signal: until });
    },
    { capture: true, signal },
  );

  signal.addEventListener("abort", () => pane.release(null), { once: true });

  const by = (): Record<string, number> => {
    const length = pane.span ? pane.span.to - pane.span.from : 0;
    const step = Math.max(SLOT_S, Math.round(length / STEPS / SLOT_S) * SLOT_S);
    return {
      ArrowLeft: -step,
      ArrowDown: -step,
      ArrowRight: step,
      ArrowUp: step,
      PageUp: -length,
      PageDown: length,
      Home: Number.NEGATIVE_INFINITY,
      End: Number.POSITIVE_INFINITY,
    };
  };
  element.addEventListener(
    "keydown",
    (event) => {
      const seconds = by()[event.key];
      if (seconds === undefined || event.altKey || event.ctrlKey || event.metaKey)
        return;
      event.preventDefault();
      pane.move(seconds);
    },
    { signal },
  );

  return {
    element,
    figure,
    refresh() {
      const { span, zone } = pane;
      const { extent } = pane.store;
      element.hidden = !pane.scrollable;
      if (!span || !extent || !pane.scrollable) return;
      const length = span.to - span.from;
      const text = spanText(span, zone);
      mark(element, "aria-valuemin", `${extent.first + length}`);
      mark(element, "aria-valuemax", `${extent.last}`);
      mark(element, "aria-valuenow", `${span.to}`);
      mark(
        element,
        "aria-valuetext",
        pane.following ? `${text}, following the latest` : text,
      );
    },
  };
}
