// What stands around a picture: which event, when, and what is to be known of the line.

import { fillsUp } from "../series/estimates";
import { isOfSlots, rangeIn } from "../series/shown";
import { SHOWN } from "../words/figures";
import type { Zone } from "../words/zone";
import type { Shown } from "./shown";

/** Below this, minutes alone do not tell the two ends of a window apart. */
const SECONDS_BELOW_S = 300;

/** "UTC", "CET (Europe/Paris)" */
export function zoneText(zone: Zone, moment: number): string {
  const short = zone.abbreviation(moment);
  return short === zone.name ? short : `${short} (${zone.name})`;
}

/** "Attendees, 22 Nov 2026, 12:30 to 13:00 CET (Europe/Paris)" */
export function spanSaid({ scene: { figure, span, zone } }: Shown): string {
  const { from, to } = span;
  const short = to - from < SECONDS_BELOW_S;
  const time = (at: number): string => (short ? zone.second(at) : zone.minute(at));
  const first = `${zone.date(from)}, ${time(from)}`;
  const last = zone.sameDay(from, to) ? time(to) : `${zone.date(to)}, ${time(to)}`;
  // Where the clocks change in between, each has its own.
  const changed = zone.offset(from) !== zone.offset(to);
  const begin = changed ? `${first} ${zone.abbreviation(from)}` : first;
  return `${SHOWN[figure].title}, ${begin} to ${last} ${zoneText(zone, to)}`;
}

/** "Lowest 755, highest 1,012 attendees" of what is settled; nothing where nothing is. */
export function rangeSaid({ scene }: Shown): string {
  const range = rangeIn(scene, scene.span);
  if (range === null) return "No data in this window";
  const { short, say } = SHOWN[scene.figure];
  return `Lowest ${short(range[0])}, highest ${say(range[1])}`;
}

/** What a dashed part of the line is; nothing where none is dashed. */
export function unsettledSaid({ store, figure }: Shown["scene"]): string {
  if (fillsUp(store)) return figure === "live_viewers" ? "estimated" : "";
  return isOfSlots(figure) ? "may still change" : "";
}

/** "Settled to 12:58:50 UTC", where what is shown may still change after that. */
export function settledSaid({ scene: { settled, zone, span, store } }: Shown): string {
  const newest = Math.min(span.to, store.extent?.last ?? 0);
  if (settled === null || settled >= newest) return "";
  return `Settled to ${zone.dated(settled, span.to)}`;
}
