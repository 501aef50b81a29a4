// Ctrl and the wheel, or two fingers, zoom around the pointer; plus and minus do by keys.

import type { Pane } from "../pane/pane";
import { type Span, zoomed } from "../series/window";

/** How far a pixel of the wheel zooms, and one event at the most. */
const PER_PX = 0.01;
const MOST = 0.2;
/** A line and a page of the wheel, pixels. */
const UNITS_PX = [1, 16, 100];
/** The kernel is told once the wheel rests for so long. */
const REST_MS = 250;

/** How much longer the window becomes by each key. */
const KEYS: Record<string, number> = {
  "+": Math.exp(-MOST),
  "=": Math.exp(-MOST),
  "-": Math.exp(MOST),
};

export function wheel(pane: Pane, plot: HTMLElement, signal: AbortSignal): void {
  let resting: ReturnType<typeof setTimeout> | undefined;
  const settle = (): void => {
    clearTimeout(resting);
    pane.window.keep();
  };

  const zoom = (span: Span, share: number, factor: number): void => {
    const { extent } = pane.store;
    if (extent === null) return;
    const moment = span.from + share * (span.to - span.from);
    const next = zoomed(extent, span, moment, factor);
    if (next !== span) pane.window.hold(next);
    clearTimeout(resting);
    resting = setTimeout(settle, REST_MS);
  };

  plot.addEventListener(
    "wheel",
    (event) => {
      const area = plot.querySelector(".plotarea_events")?.getBoundingClientRect();
      const { span } = pane.window;
      if (!event.ctrlKey || !area || area.width === 0 || !span) return;
      // At the limits too: the page is not to zoom in place of the chart.
      event.preventDefault();
      const px = event.deltaY * (UNITS_PX[event.deltaMode] ?? 1);
      const by = Math.min(Math.max(px * PER_PX, -MOST), MOST);
      const share = (event.clientX - area.left) / area.width;
      if (by !== 0) zoom(span, Math.min(Math.max(share, 0), 1), Math.exp(by));
    },
    { passive: false, signal },
  );
  plot.addEventListener(
    "keydown",
    (event) => {
      const { span } = pane.window;
      const factor = KEYS[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (factor === undefined || !span) return;
      event.preventDefault();
      // Around the slot that is read; a window that follows goes on following.
      const read = Number(plot.getAttribute("aria-valuenow") ?? span.to);
      const share = (read - span.from) / (span.to - span.from);
      zoom(span, Math.min(Math.max(share, 0), 1), factor);
    },
    { signal },
  );
  signal.addEventListener("abort", settle, { once: true });
}
