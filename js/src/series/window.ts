// Which part of the series the chart shows. A window is inclusive of the slot starts
// at both its ends.

import { SHORTEST_S, SLOT_S, WHOLE_AT_LEAST_S, WHOLE_S } from "../contract.gen";
import type { Extent } from "./store";

export interface Span {
  from: number;
  to: number;
}

/** What is kept of a window: its length, and its end unless it follows the latest. */
export interface Chosen {
  window_s: number;
  window_end_s: number | null;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), high);

const onGrid = (moment: number): number => Math.round(moment / SLOT_S) * SLOT_S;

/** Whether the event is longer than the window, so that there is more to scroll to. */
export function scrollable({ first, last }: Extent, window_s: number): boolean {
  return window_s < WHOLE_S && last - first >= window_s;
}

/** The window on the screen. */
export function spanOf(extent: Extent, { window_s, window_end_s }: Chosen): Span {
  const { first, last } = extent;
  if (window_s >= WHOLE_S)
    return { from: first, to: Math.max(last, first + WHOLE_AT_LEAST_S) };
  const length = Math.max(window_s, SHORTEST_S);
  if (!scrollable(extent, length)) return { from: first, to: first + length };
  const to = window_end_s === null ? last : clamp(window_end_s, first + length, last);
  return { from: to - length, to };
}

/** What to keep of a window that was dragged to `span`. */
export function choose(
  extent: Extent,
  span: Span,
  window_s: number,
  cadence_s: number = SLOT_S,
): Chosen {
  const { first, last } = extent;
  const dragged = span.to - span.from;
  const follows = span.to >= last - cadence_s;
  // A window that was moved keeps its length; one that was resized keeps its left edge.
  const moved = Math.abs(dragged - window_s) < cadence_s;
  const right = follows ? last : onGrid(span.to);
  const length = moved
    ? window_s
    : clamp(right - onGrid(span.from), SHORTEST_S, Math.max(last - first, SHORTEST_S));
  if (follows) return { window_s: length, window_end_s: null };
  const end = clamp(right, first + length, last);
  return { window_s: length, window_end_s: end >= last ? null : end };
}

/** The window moved by `by` seconds, as far as the event goes. */
export function shifted(extent: Extent, span: Span, by: number): Span {
  const length = span.to - span.from;
  const to = clamp(span.to + by, extent.first + length, extent.last);
  return { from: to - length, to };
}

/** The window of the same length around a moment. */
export function around(extent: Extent, span: Span, moment: number): Span {
  return shifted(extent, span, moment - (span.from + span.to) / 2);
}

/** Exact in seconds and in milliseconds, so that what is drawn reads as what was said. */
const GRAIN_S = 1 / 8;

/** The window of `factor` times its length in which a moment stays where it is. */
export function zoomed(
  { first, last }: Extent,
  span: Span,
  moment: number,
  factor: number,
): Span {
  const length = span.to - span.from;
  const whole = last - first;
  const wanted = clamp(length * factor, SHORTEST_S, Math.max(whole, SHORTEST_S));
  // Of an event shorter than its window there is no more to show.
  if (whole < SHORTEST_S || (factor > 1 && wanted <= length)) return span;
  const share = clamp((moment - span.from) / length, 0, 1);
  const from = clamp(moment - share * wanted, first, last - wanted);
  const grain = (at: number): number => Math.round(at / GRAIN_S) * GRAIN_S;
  return { from: grain(from), to: grain(from + wanted) };
}
