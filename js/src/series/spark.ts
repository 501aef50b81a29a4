// The small curve of a tile: its figure over the newest slots, whatever the chart shows.
// In thousandths of its box.

import type { FigureName } from "../contract.gen";
import { fillsUp } from "./estimates";
import { MINUTE_S } from "./minutes";
import { isOfSlots, type Known } from "./shown";
import type { Store } from "./store";
import { type Points, thin } from "./thin";
import type { Span } from "./window";

/** So many slots; half an hour of those of ten seconds. */
const SLOTS = 180;
/** It is small: more points do not show. */
const POINTS = 120;
const WHOLE = 1000;
/** Of its highest value: what differs by less is drawn nearly flat. */
const LEAST = 0.2;

export interface Spark {
  /** The line, broken where a value is missing. */
  line: string;
  /** The newest value, as shares of the box from its left and its top; null for none. */
  dot: { x: number; y: number } | null;
}

const NOTHING: Spark = { line: "", dot: null };

/** How long a curve is, seconds. */
export const sparkS = ({ cadence_s }: Store): number => SLOTS * cadence_s;

/** The newest values of a figure, without those that still fill up. */
export function newestOf(known: Known, figure: FigureName): Points & Span {
  const { store, minutes, settled } = known;
  const [rows, value, cadence_s] = isOfSlots(figure)
    ? ([store, store.columns[figure], store.cadence_s] as const)
    : ([minutes, minutes.columns[figure], MINUTE_S] as const);
  const sure = isOfSlots(figure) && fillsUp(store);
  const end = rows.lowerBound(sure ? (settled ?? 0) + 1 : Number.POSITIVE_INFINITY);
  const to = rows.start[end - 1] ?? 0;
  const from = to - sparkS(store) + cadence_s;
  const begin = rows.lowerBound(from);
  const { start } = rows;
  return {
    ...thin({ start, value, begin, end, cadence_s }, POINTS / 2, POINTS),
    from,
    to,
  };
}

export function sparkOf({ x, y, from, to }: Points & Span): Spark {
  const known = y.filter((each) => !Number.isNaN(each));
  if (known.length < 2 || to <= from) return NOTHING;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max(high - low, LEAST * high) || 1;
  const middle = (low + high) / 2;
  const across = (at: number): number => (WHOLE * (at - from)) / (to - from);
  const down = (value: number): number => WHOLE * (0.5 - (value - middle) / room);
  let line = "";
  let drawing = false;
  x.forEach((at, i) => {
    const value = y[i] as number;
    const is = !Number.isNaN(value);
    const point = `${across(at).toFixed(1)} ${down(value).toFixed(1)}`;
    // Without a length one alone would not be drawn.
    if (is) line += drawing ? `L${point}` : `M${point}h0.1`;
    drawing = is;
  });
  const last = known.at(-1) as number;
  const newest = x.at(-1) as number;
  const dot = { x: across(newest) / WHOLE, y: down(last) / WHOLE };
  return { line, dot };
}
