// What the chart says in words: its window, and the slot under the pointer.

import { type Estimate, fillsUp } from "../series/estimates";
import type { Store } from "../series/store";
import type { Span } from "../series/window";
import { count } from "./format";
import type { Zone } from "./zone";

/** Below this, minutes alone do not tell the two ends of a window apart. */
const SECONDS_BELOW_S = 300;

/** "12:30 to 13:00", with the days when there are two, the years, and the clocks. */
export function spanText({ from, to }: Span, zone: Zone): string {
  const changed = zone.offset(from) !== zone.offset(to);
  const far = !zone.sameYear(from, to);
  const say = (moment: number): string => {
    const time =
      to - from < SECONDS_BELOW_S ? zone.second(moment) : zone.minute(moment);
    const told = changed ? `${time} ${zone.abbreviation(moment)}` : time;
    if (zone.sameDay(from, to)) return told;
    return `${far ? zone.date(moment) : zone.day(moment)} ${told}`;
  };
  return `${say(from)} to ${say(to)}`;
}

const ESTIMATED = "estimated";

/** "1,180 attendees", or "estimated 1,010 (990 to 1,030), 984 so far" while it fills up. */
function attendees(live: number, estimate: Estimate | undefined): string {
  if (!estimate) return `${count(live)} so far`;
  const { viewers, low, high } = estimate;
  if (low === high) return `${count(live)} attendees`;
  const between = `${count(low)} to ${count(high)}`;
  return `${ESTIMATED} ${count(viewers)} (${between}), ${count(live)} so far`;
}

/** "12:41:20 UTC: 1,180 attendees, 37 DVR", of the slot at or next to a moment. */
export function slotText(
  store: Store,
  moment: number,
  settled: number | null,
  estimates: Estimate[],
  zone: Zone,
): string {
  const slot = store.snap(moment);
  const index = store.indexOf(slot);
  const live = index < 0 ? Number.NaN : (store.columns.live_viewers[index] as number);
  const last = store.extent?.last ?? slot;
  const time = zone.dated(slot, last);
  if (Number.isNaN(live)) return `${time}: no data`;
  const dvr = store.columns.dvr_viewers[index] as number;
  const isSettled = settled !== null && slot <= settled;
  const said =
    isSettled || !fillsUp(store)
      ? `${count(live)} attendees`
      : attendees(
          live,
          estimates.find(({ start }) => start === slot),
        );
  const parts = [`${time}: ${said}`];
  if (!Number.isNaN(dvr)) parts.push(`${count(dvr)} DVR`);
  if (!isSettled && !said.startsWith(ESTIMATED)) parts.push("provisional");
  return parts.join(", ");
}

/** How far back the change at the counter looks, seconds; a value at the least. */
export const changeS = (store: Store): number => Math.max(300, store.cadence_s);

/** "\u221234", "+12" or "0": attendees of a slot against those five minutes before. */
export function changeText(store: Store, slot: number | null): string {
  if (slot === null) return "";
  const [now, then] = [slot, slot - changeS(store)].map((each) => {
    const index = store.indexOf(store.snap(each));
    return index < 0 ? Number.NaN : (store.columns.live_viewers[index] as number);
  }) as [number, number];
  const change = now - then;
  if (Number.isNaN(change)) return "";
  const sign = change > 0 ? "+" : change < 0 ? "\u2212" : "";
  return `${sign}${count(Math.abs(change))}`;
}

/** The chart in one sentence, for those who do not see it. */
export function summary(
  store: Store,
  span: Span | null,
  settled: number | null,
  zone: Zone,
): string {
  if (span === null) return "Attendees over time: no data yet";
  const begin = store.lowerBound(span.from);
  // What still fills up is low for that alone.
  const last = fillsUp(store) ? Math.min(span.to, settled ?? 0) : span.to;
  const end = store.lowerBound(last + 1);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = begin; i < end; i++) {
    const value = store.columns.live_viewers[i] as number;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const when = `Attendees from ${spanText(span, zone)}`;
  return low > high
    ? `${when}: no data`
    : `${when}: lowest ${count(low)}, highest ${count(high)}`;
}
