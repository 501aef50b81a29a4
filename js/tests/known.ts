// What is known of an event, as far as a test says it.

import type { Alarm } from "../src/contract.gen";
import { Minutes } from "../src/series/minutes";
import type { Known } from "../src/series/shown";
import { Store } from "../src/series/store";

export function known(told: Partial<Known> = {}): Known {
  return {
    figure: "live_viewers",
    second: null,
    store: new Store(),
    minutes: new Minutes(),
    settled: null,
    estimates: [],
    sheet: [],
    ...told,
  };
}

/** Minutes as they travel: start, kbps, seconds of buffering per minute. */
export function minuteRows(...all: [number, number, number][]): DataView {
  return new DataView(Float64Array.from(all.flat()).buffer);
}

/** An alert, as far as a test says it. */
export function alarm(told: Partial<Alarm> = {}): Alarm {
  return {
    rule: "Average buffering above 0.8 s per minute viewed for 3 min",
    fired: 0,
    cleared: null,
    on: told.cleared === undefined,
    figure: "avg_buffering_s_per_min",
    above: 0.8,
    below: null,
    value: 1.1,
    ...told,
  };
}
