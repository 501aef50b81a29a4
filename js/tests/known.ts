// What is known of an event, as far as a test says it.

import { Minutes } from "../src/series/minutes";
import type { Known } from "../src/series/shown";
import { Store } from "../src/series/store";

export function known(told: Partial<Known> = {}): Known {
  return {
    figure: "live_viewers",
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
