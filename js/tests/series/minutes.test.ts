import { describe, expect, it } from "vitest";
import { Minutes } from "../../src/series/minutes";
import { rangeIn, valueAt } from "../../src/series/shown";
import { Store } from "../../src/series/store";
import { slotText, summary } from "../../src/words/chart";
import { Zone } from "../../src/words/zone";
import { LATEST, slots } from "../fake-model";
import { known, minuteRows } from "../known";

const UTC = new Zone("UTC");
const NOON = Date.UTC(2026, 10, 22, 12, 0, 0) / 1000;
const rows = minuteRows(
  [NOON, 1600, 0.2],
  [NOON + 60, Number.NaN, 0.3],
  [NOON + 180, 900, 0],
);

describe("the figures of minutes", () => {
  it("are taken whole, and given back as they came", () => {
    const minutes = new Minutes();
    minutes.snapshot(4, rows);
    expect(minutes.seq).toBe(4);
    expect(minutes.at("avg_bitrate_kbps", NOON + 59)).toBe(1600);
    expect(minutes.at("avg_bitrate_kbps", NOON + 60)).toBeNaN();
    expect(minutes.at("avg_buffering_s_per_min", NOON + 130)).toBeNaN();
    expect(minutes.at("avg_buffering_s_per_min", NOON - 1)).toBeNaN();
    expect(new Uint8Array(minutes.packed().buffer)).toEqual(
      new Uint8Array(rows.buffer),
    );
  });

  it("take the newest from the tiles, once, and again when it is another", () => {
    const minutes = new Minutes();
    minutes.snapshot(1, rows);
    const tell = (kbps: number | null, at: number | null = NOON + 120) =>
      minutes.newest({ ...LATEST, avg_bitrate_kbps: kbps, quality_at: at });
    tell(1700);
    const { revision } = minutes;
    tell(1700);
    tell(1800, null);
    expect(minutes.revision).toBe(revision);
    expect(minutes.start).toEqual([NOON, NOON + 60, NOON + 120, NOON + 180]);
    tell(null);
    expect(minutes.at("avg_bitrate_kbps", NOON + 120)).toBeNaN();
    expect(minutes.start).toHaveLength(4);
  });
});

describe("the figure that is shown", () => {
  const store = new Store();
  store.snapshot(1, slots(NOON, [100, 200, 300]));
  store.columns.dvr_viewers.set([7, 9, 2]);
  const minutes = new Minutes();
  minutes.snapshot(1, rows);
  const all = { store, minutes, settled: NOON + 10 };
  const span = { from: NOON + 10, to: NOON + 200 };

  it("comes first in what is read of a slot", () => {
    const read = (figure: Parameters<typeof known>[0], slot = NOON + 10) =>
      slotText(known({ ...all, ...figure }), slot, UTC);
    expect(read({ figure: "dvr_viewers" })).toBe("12:00:10 UTC: 9 DVR, 200 attendees");
    expect(read({ figure: "avg_bitrate_kbps" })).toBe(
      "12:00:10 UTC: 1.60 Mbps, minute 12:00, 200 attendees",
    );
    expect(read({ figure: "avg_buffering_s_per_min" }, NOON + 20)).toBe(
      "12:00:20 UTC: 0.20 s per min, minute 12:00, 300 so far, provisional",
    );
    expect(read({ figure: "avg_bitrate_kbps" }, NOON + 60)).toBe(
      "12:01:00 UTC: no data, minute 12:01",
    );
    const untold = new Store();
    untold.snapshot(1, slots(NOON, [5]));
    untold.columns.dvr_viewers[0] = Number.NaN;
    expect(read({ figure: "dvr_viewers", store: untold }, NOON)).toBe(
      "12:00:00 UTC: no DVR known, 5 attendees",
    );
  });

  it("has its own range, of what is settled", () => {
    const said = (figure: Parameters<typeof known>[0]) =>
      summary(known({ ...all, ...figure }), span, UTC).replace(/^.*: /, "");
    expect(said({ figure: "dvr_viewers" })).toBe("lowest 9, highest 9");
    expect(said({ figure: "avg_bitrate_kbps" })).toBe(
      "lowest 900 kbps, highest 1.60 Mbps",
    );
    expect(said({ figure: "avg_buffering_s_per_min" })).toBe(
      "lowest 0.00, highest 0.30",
    );
    const early = { from: NOON - 600, to: NOON - 300 };
    expect(rangeIn(known({ ...all, figure: "avg_bitrate_kbps" }), early)).toBeNull();
  });

  it("has a value at a slot where something is drawn", () => {
    const at = (figure: Parameters<typeof known>[0], slot: number) =>
      valueAt(known({ ...all, ...figure }), slot);
    expect(at({}, NOON)).toBe(100);
    expect(at({ figure: "dvr_viewers" }, NOON)).toBe(7);
    // It still fills up, and is not drawn.
    expect(at({ figure: "dvr_viewers" }, NOON + 20)).toBeNaN();
    expect(at({ figure: "dvr_viewers", settled: null }, NOON)).toBeNaN();
    expect(at({ figure: "dvr_viewers" }, NOON + 40)).toBeNaN();
    expect(at({ figure: "avg_buffering_s_per_min" }, NOON + 190)).toBe(0);
  });
});
