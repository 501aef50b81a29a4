// A slot as a row of the table, in words.

import { FIGURES } from "../contract.gen";
import { fillsUp } from "../series/estimates";
import type { Known } from "../series/shown";
import { SHOWN } from "./figures";
import { buffering, count, DASH, duration } from "./format";
import type { Zone } from "./zone";

/** What a column is called, and its unit. */
export const COLUMNS: readonly { label: string; unit: string }[] = [
  FIGURES.live_viewers,
  { label: "DVR", unit: FIGURES.dvr_viewers.unit },
  { label: "Bitrate", unit: "Mbps" },
  { label: "Buffering", unit: FIGURES.avg_buffering_s_per_min.unit },
  { label: "Data", unit: "" },
];

export interface Row {
  /** Start of the slot, epoch seconds. */
  start: number;
  /** In the order of `COLUMNS`, with the moment before them. */
  cells: string[];
  /** Whether its count is an estimate, or was another one once. */
  tone: "estimated" | "revised" | null;
}

/** The slot with this index, as far as it is known. */
export function rowOf(known: Known, index: number, zone: Zone): Row {
  const { store, minutes, settled, estimates } = known;
  const start = store.start[index] as number;
  const { live_viewers, dvr_viewers } = store.columns;
  const live = live_viewers[index] as number;
  const dvr = dvr_viewers[index] as number;
  const kbps = minutes.at("avg_bitrate_kbps", start) / SHOWN.avg_bitrate_kbps.per;
  const stalled = minutes.at("avg_buffering_s_per_min", start);
  const cells = (attendees: string, seen: number, told: string): string[] => [
    zone.dated(start, store.extent?.last ?? start).replace(/ [^ ]+$/, ""),
    attendees,
    count(seen),
    Number.isNaN(kbps) ? DASH : kbps.toFixed(2),
    buffering(stalled),
    told + after(known, index),
  ];
  if (settled !== null && start <= settled) {
    const first = store.first(index);
    const told =
      first === null ? "settled" : `first said ${count(first)}, now ${count(live)}`;
    return {
      start,
      cells: cells(count(live), dvr, told),
      tone: first === null ? null : "revised",
    };
  }
  if (!fillsUp(store))
    return { start, cells: cells(count(live), dvr, "provisional"), tone: null };
  const estimate = estimates.find((each) => each.start === start);
  if (estimate && estimate.low === estimate.high)
    return { start, cells: cells(count(live), dvr, "provisional"), tone: null };
  const about = estimate ? `≈ ${count(estimate.viewers)}` : DASH;
  const told = `provisional, counted ${count(live)} so far`;
  // What still fills up would be read as a number that has fallen.
  return { start, cells: cells(about, Number.NaN, told), tone: "estimated" };
}

/** ", after 3 min without data", where slots before this one did not come. */
function after({ store }: Known, index: number): string {
  const { start, cadence_s } = store;
  const missing =
    (start[index] as number) - (start[index - 1] ?? Number.NaN) - cadence_s;
  return missing > cadence_s / 2 ? `, after ${duration(missing)} without data` : "";
}
