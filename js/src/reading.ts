// What the chart says in words: its window, and the slot under the pointer.

import { count } from "./format";
import { SLOT_S, type Store } from "./store";
import type { Span } from "./window";
import type { Zone } from "./zone";

/** Below this, minutes alone do not tell the two ends of a window apart. */
const SECONDS_BELOW_S = 300;

/** "12:30 to 13:00", with the days when there are two, and the clocks. */
export function spanText({ from, to }: Span, zone: Zone): string {
  const changed = zone.offset(from) !== zone.offset(to);
  const say = (moment: number): string => {
    const time =
      to - from < SECONDS_BELOW_S ? zone.second(moment) : zone.minute(moment);
    const told = changed ? `${time} ${zone.abbreviation(moment)}` : time;
    return zone.sameDay(from, to) ? told : `${zone.day(moment)} ${told}`;
  };
  return `${say(from)} to ${say(to)}`;
}

/** "12:41:20 UTC: 1,180 attendees, 37 DVR", of the slot at or next to a moment. */
export function slotText(
  store: Store,
  moment: number,
  settled: number | null,
  zone: Zone,
): string {
  const slot = Math.round(moment / SLOT_S) * SLOT_S;
  const index = store.indexOf(slot);
  const live = index < 0 ? Number.NaN : (store.live[index] as number);
  const time = zone.named(slot);
  if (Number.isNaN(live)) return `${time}: no data`;
  const dvr = store.dvr[index] as number;
  const parts = [`${time}: ${count(live)} attendees`];
  if (!Number.isNaN(dvr)) parts.push(`${count(dvr)} DVR`);
  if (settled === null || slot > settled) parts.push("provisional");
  return parts.join(", ");
}

/** The chart in one sentence, for those who do not see it. */
export function summary(store: Store, span: Span | null, zone: Zone): string {
  if (span === null) return "Attendees over time: no data yet";
  const begin = store.lowerBound(span.from);
  const end = store.lowerBound(span.to + 1);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = begin; i < end; i++) {
    const value = store.live[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const when = `Attendees from ${spanText(span, zone)}`;
  return low > high
    ? `${when}: no data`
    : `${when}: lowest ${count(low)}, highest ${count(high)}`;
}
