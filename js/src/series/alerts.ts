// What alerts told: when each was on.

import type { Alarm } from "../contract.gen";
import type { Span } from "./window";

/** A stretch in which alerts were on that fired in the same slot. */
export interface Alert extends Span {
  alarms: Alarm[];
  /** Whether one of them is on. */
  on: boolean;
}

/** The alerts in order of time; one that has not cleared lasts until the newest slot. */
export function alertsOf(alarms: readonly Alarm[], newest: number): Alert[] {
  const found: Alert[] = [];
  for (const alarm of alarms) {
    const { fired, cleared, on } = alarm;
    const to = cleared ?? Math.max(newest, fired);
    const same = found.find(({ from }) => from === fired);
    if (same) {
      same.alarms.push(alarm);
      same.to = Math.max(same.to, to);
      same.on ||= on;
    } else found.push({ from: fired, to, alarms: [alarm], on });
  }
  return found.sort((one, other) => one.from - other.from);
}
