// The moments under the scroller: both ends of the event, and round ones between them
// where they have room.

import type { Extent } from "../series/store";
import type { Zone } from "../words/zone";
import { timeTicks } from "./ticks";

/** Pixels that a label between the ends needs, and those between two labels. */
const LABEL_PX = 90;
const BETWEEN_PX = 12;

export interface Moment {
  /** Epoch seconds. */
  at: number;
  label: string;
  /** Share of the width at which its label is put, */
  left: number;
  /** by this end of it, or by its middle. */
  by: "start" | "middle" | "end";
}

/** The labels of an event on so many pixels, none of which is cut off or meets another. */
export function momentsOf(
  { first, last }: Extent,
  wide_px: number,
  zone: Zone,
  measure: (text: string) => number,
): Moment[] {
  if (last <= first || wide_px <= 0) return [];
  // With its day where the other end has another.
  const begin = zone.short(first, last);
  const end = zone.short(last, first);
  let free = measure(begin) + BETWEEN_PX;
  const full = wide_px - measure(end) - BETWEEN_PX;
  const found: Moment[] = [{ at: first, label: begin, left: 0, by: "start" }];
  const { at, labels } = timeTicks(first, last, Math.floor(wide_px / LABEL_PX), zone);
  at.forEach((moment, i) => {
    const label = labels[i] as string;
    const left = (moment - first) / (last - first);
    const half = measure(label) / 2;
    if (left * wide_px - half < free || left * wide_px + half > full) return;
    free = left * wide_px + half + BETWEEN_PX;
    found.push({ at: moment, label, left, by: "middle" });
  });
  return [...found, { at: last, label: end, left: 1, by: "end" }];
}
