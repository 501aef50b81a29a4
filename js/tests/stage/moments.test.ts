import { describe, expect, it } from "vitest";
import { momentsOf } from "../../src/stage/moments";
import { Zone } from "../../src/words/zone";

const UTC = new Zone("UTC");
const at = (iso: string): number => Date.parse(`${iso}Z`) / 1000;
const LETTER_PX = 6;
const measure = (text: string): number => LETTER_PX * text.length;
const HOUR = { first: at("2026-11-27T15:00:10"), last: at("2026-11-27T16:06:00") };
const labels = (
  extent: typeof HOUR,
  wide_px: number,
  zone: Zone = UTC,
): (string | undefined)[] =>
  momentsOf(extent, wide_px, zone, measure).map(({ label }) => label);

describe("the moments under the scroller", () => {
  it("are both ends of the event, and round ones between", () => {
    const found = momentsOf(HOUR, 780, UTC, measure);
    const said = ["15:00", "15:10", "15:20", "15:30", "15:40", "15:50"];
    expect(found.map(({ label }) => label)).toEqual([...said, "16:00", "16:06"]);
    expect(found[0]).toEqual({ at: HOUR.first, label: "15:00", left: 0, by: "start" });
    expect(found[3]).toMatchObject({ by: "middle", left: 1790 / 3950 });
    expect(found.at(-1)).toEqual({ at: HOUR.last, label: "16:06", left: 1, by: "end" });
  });

  it("have room, however narrow it is", () => {
    for (let wide = 100; wide < 900; wide += 7) {
      let free = Number.NEGATIVE_INFINITY;
      for (const { label, left, by } of momentsOf(HOUR, wide, UTC, measure)) {
        const before = { start: 0, middle: 0.5, end: 1 }[by] * measure(label);
        const from = left * wide - before;
        expect(from).toBeGreaterThanOrEqual(Math.max(0, free));
        free = from + measure(label);
        expect(free).toBeLessThanOrEqual(wide);
      }
    }
    expect(labels(HOUR, 270)).toEqual(["15:00", "15:30", "16:06"]);
  });

  it("say the day where there are two, and the clock of the zone", () => {
    const night = { first: at("2026-11-27T22:00:00"), last: at("2026-11-28T02:00:00") };
    expect(labels(night, 300)).toEqual(["27 Nov 22:00", "00:00", "28 Nov 02:00"]);
    expect(labels(HOUR, 160, new Zone("Europe/Paris"))).toEqual(["16:00", "17:06"]);
  });

  it("are none where there is nothing to scroll, or no room known", () => {
    expect(labels({ first: 10, last: 10 }, 700)).toEqual([]);
    expect(labels(HOUR, 0)).toEqual([]);
  });
});
