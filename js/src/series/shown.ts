// The figure that the chart shows, of slots or of minutes.

import type { FigureName } from "../contract.gen";
import { drawnAt, type Estimate, fillsUp } from "./estimates";
import { MINUTE_S, type Minutes } from "./minutes";
import type { Item } from "./sheet";
import type { Field, Store } from "./store";
import type { Span } from "./window";

/** What is known of the event, and which figure of it is shown. */
export interface Known {
  figure: FigureName;
  /** What is drawn beside it, with an axis at the right. */
  second: FigureName | null;
  store: Store;
  minutes: Minutes;
  /** Start of the newest settled slot; later ones are provisional. */
  settled: number | null;
  /** What those will settle at that are over. */
  estimates: Estimate[];
  /** The run sheet. */
  sheet: Item[];
}

/** Whether a figure is of slots; else it is of minutes. */
export function isOfSlots(name: FigureName): name is Field {
  return name === "live_viewers" || name === "dvr_viewers";
}

/** What is drawn at a slot, in the figure's own unit; NaN where nothing is. */
export function valueAt(known: Known, slot: number): number {
  const { figure, store, minutes, settled, estimates } = known;
  if (!isOfSlots(figure)) return minutes.at(figure, slot);
  if (figure === "live_viewers") return drawnAt(store, slot, settled, estimates);
  const index = store.indexOf(slot);
  const fills = fillsUp(store) && (settled === null || slot > settled);
  return index < 0 || fills ? Number.NaN : (store.columns[figure][index] as number);
}

/** Lowest and highest value in a window; null where nothing is known. */
export function rangeIn(known: Known, span: Span): [number, number] | null {
  const { figure, store, minutes, settled } = known;
  // What still fills up is low for that alone.
  const last = fillsUp(store) ? Math.min(span.to, settled ?? 0) : span.to;
  const [rows, values, from, to] = isOfSlots(figure)
    ? ([store, store.columns[figure], span.from, last] as const)
    : ([minutes, minutes.columns[figure], span.from - MINUTE_S + 1, span.to] as const);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = rows.lowerBound(from); i < rows.lowerBound(to + 1); i++) {
    const value = values[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? null : [low, high];
}
