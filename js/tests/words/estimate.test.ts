import { describe, expect, it } from "vitest";
import { Store } from "../../src/series/store";
import { slotText } from "../../src/words/chart";
import { Zone } from "../../src/words/zone";
import { slots } from "../fake-model";
import { known } from "../known";

const UTC = new Zone("UTC");
const NOON = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000;

describe("a slot that fills up", () => {
  const store = new Store();
  store.snapshot(1, slots(NOON, [390, 400]));
  const start = NOON + 10;
  const read = (estimate: object) => {
    const estimates = [{ start, viewers: 410, low: 400, high: 425, ...estimate }];
    const slot = known({ store, settled: NOON, estimates });
    return slotText(slot, start, UTC).slice("12:00:10 UTC: ".length);
  };

  it("is told by what it will settle at, and by what it counts so far", () => {
    expect(read({})).toBe("estimated 410 (400 to 425), 400 so far, 1 DVR");
  });

  it("is told by its count where slots change no more at its age", () => {
    expect(read({ viewers: 400, high: 400 })).toBe("400 attendees, 1 DVR, provisional");
  });

  it("is told by what it counts so far where nothing is estimated", () => {
    expect(read({ start: NOON })).toBe("400 so far, 1 DVR, provisional");
  });
});
