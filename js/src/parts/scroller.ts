// The scroller: bqplot's brush over the whole event, and the same by keyboard.

import { SHORTEST_S } from "../contract.gen";
import { besidePx } from "../pane/facts";
import type { Pane } from "../pane/pane";
import { spanText } from "../words/chart";
import { make, mark, show } from "./dom";
import { moments } from "./moments";
import type { Part } from "./part";

/** An arrow key moves by this part of the window. */
const STEPS = 30;

export interface ScrollerPart extends Part {
  figure: HTMLElement;
}

/** With Shift, the arrows move one edge: left and right that one, up and down the other. */
function resize(pane: Pane, key: string, step: number): boolean {
  const { span } = pane.window;
  const { extent } = pane.store;
  const edges: Record<string, [number, number]> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, step],
    ArrowDown: [0, -step],
  };
  const by = edges[key];
  if (!span || !extent || !by) return false;
  const from = Math.max(extent.first, span.from + by[0]);
  const to = Math.min(extent.last, span.to + by[1]);
  if (to - from >= SHORTEST_S) pane.window.zoom({ from, to });
  return true;
}

export function scroller(pane: Pane, signal: AbortSignal): ScrollerPart {
  const element = make("div", {
    class: "wp-scroller",
    role: "slider",
    tabindex: "0",
    "aria-label": "Window of the chart",
    "aria-orientation": "horizontal",
    title: "Arrows move the window; with Shift they move one of its edges",
  });
  const figure = make("div", { class: "wp-overview" });
  let width = 0;
  const named = moments(pane, () => width - besidePx(pane.model));
  element.append(figure, named.element);
  const resized = new ResizeObserver(([entry]) => {
    width = entry?.contentRect.width ?? 0;
    pane.changed();
  });
  resized.observe(figure);
  signal.addEventListener("abort", () => resized.disconnect(), { once: true });

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
      pane.window.grab();
      const held = new AbortController();
      const until = AbortSignal.any([held.signal, signal]);
      const drop = (event: PointerEvent): void => {
        held.abort();
        // After the brush has taken the same event and set its last selection.
        setTimeout(() => pane.window.release(clicked(event.clientX)), 0);
      };
      window.addEventListener("pointerup", drop, { capture: true, signal: until });
      window.addEventListener("pointercancel", drop, { capture: true, signal: until });
    },
    { capture: true, signal },
  );

  signal.addEventListener("abort", () => pane.window.release(null), { once: true });

  const length = (): number =>
    pane.window.span ? pane.window.span.to - pane.window.span.from : 0;
  const step = (): number => {
    const { cadence_s } = pane.store;
    return Math.max(1, Math.round(length() / STEPS / cadence_s)) * cadence_s;
  };
  const by = (): Record<string, number> => ({
    ArrowLeft: -step(),
    ArrowDown: -step(),
    ArrowRight: step(),
    ArrowUp: step(),
    PageUp: -length(),
    PageDown: length(),
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  });
  element.addEventListener(
    "keydown",
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const seconds = by()[event.key];
      if (event.shiftKey && resize(pane, event.key, step())) event.preventDefault();
      if (event.shiftKey || seconds === undefined) return;
      event.preventDefault();
      pane.window.move(seconds);
    },
    { signal },
  );

  return {
    element,
    figure,
    refresh() {
      const { zone } = pane;
      const { span } = pane.window;
      const { extent } = pane.store;
      show(element, pane.window.scrollable);
      if (!span || !extent || !pane.window.scrollable) return;
      named.refresh();
      const text = spanText(span, zone);
      mark(element, "aria-valuemin", `${extent.first + length()}`);
      mark(element, "aria-valuemax", `${extent.last}`);
      mark(element, "aria-valuenow", `${span.to}`);
      mark(
        element,
        "aria-valuetext",
        pane.window.following ? `${text}, following the latest` : text,
      );
    },
  };
}
