import { describe, expect, it } from "vitest";
import { LATEST, LIVE, rows, slots } from "../fake-model";
import { alarm } from "../known";
import { frame, type Mounted, pass, stage } from "../page";

const T = 1_700_000_040;
const pane = stage(T + 600);

const USUAL = {
  usual_band: {
    at: T,
    events: 5,
    rows: rows(
      ...Array.from({ length: 20 }, (_, n): [number, number, number] => [
        10 + n,
        20 + n,
        900,
      ]),
    ),
  },
  standing: "Higher than in 4 of 5 earlier events at this minute",
  history: { seq: 1, rows: slots(T, new Array(60).fill(40)) },
};

describe("tonight against usual", () => {
  it("draws the band and the median, and makes room for them", async () => {
    const { model } = pane(USUAL);
    await pass();
    const { usual, median, settled } = model.figures;
    expect(median.values["y"]).toEqual(
      Float64Array.from({ length: 20 }, (_, n) => 20 + n),
    );
    expect((usual.values["y"] as Float64Array)[0]).toBe(900);
    const { y } = settled.values["scales"] as { y: { values: { max: number } } };
    expect(y.values.max).toBeGreaterThanOrEqual(900);
    model.receive({ usual_band: null, standing: "" });
    await pass();
    expect(median.values["y"]).toEqual(Float64Array.from([]));
    expect(y.values.max).toBeLessThan(100);
  });

  it("says what the grey is, and how this event stands", () => {
    const { find, text } = pane(USUAL);
    expect(text(".wp-usual-legend")).toBe("usual, 5 events");
    expect(find(".wp-usual-legend").title).toMatch(/lowest to the highest of 5 events/);
    expect(text(".wp-standing")).toBe(USUAL.standing);
    expect(find(".wp-standing").hidden).toBe(false);
  });

  it("is of one event, too", () => {
    const band = { ...USUAL.usual_band, events: 1 };
    const { find, text } = pane({ ...USUAL, usual_band: band });
    expect(text(".wp-usual-legend")).toBe("usual, 1 event");
    expect(find(".wp-usual-legend").title).toMatch(/lowest to the highest of 1 event,/);
  });

  it.each(["stale", "stopped", "ended", "unreachable"] as const)(
    "says nothing of this minute when %s",
    (state) => {
      const { find, text } = pane({ ...USUAL, status: { ...LIVE, state } });
      expect(find(".wp-standing").hidden).toBe(true);
      expect(text(".wp-usual-legend")).toBe("usual, 5 events");
    },
  );

  const RANGES = [
    { figure: "avg_bitrate_kbps", low: 1520, high: 1660 },
    { figure: "avg_buffering_s_per_min", low: 0.19, high: 0.34 },
    { figure: "dvr_viewers", low: 96, high: 96 },
  ];
  const feet = ({ root }: Mounted): (string | null)[] => {
    frame();
    return [...root.querySelectorAll(".wp-tfoot")].map((each) => each.textContent);
  };

  it("says in each tile what is usual of it, where that is known", () => {
    const mounted = pane({ ...USUAL, usual_ranges: RANGES });
    expect(feet(mounted)).toEqual([
      "minute 22:41 usual 1.52 to 1.66",
      "minute 22:41 usual 0.19 to 0.34",
      "at 22:42 usual 96",
      "at 22:26 ",
    ]);
    mounted.model.receive({
      usual_ranges: [{ figure: "avg_bitrate_kbps", low: 980, high: 1660 }],
    });
    expect(feet(mounted)[0]).toBe("minute 22:41 usual 980 kbps to 1.66");
    const latest = { ...LATEST, received_at: T + 600 };
    mounted.model.receive({ usual_ranges: RANGES, alarms: [alarm()], latest });
    expect(feet(mounted)[1]).toBe("minute 22:41 alert above 0.8");
    mounted.model.receive({ status: { ...LIVE, state: "stopped" }, alarms: [] });
    expect(feet(mounted)[0]).toBe("minute 22:41 ");
  });

  it("is not there without earlier events", () => {
    const { find } = pane({ history: USUAL.history });
    expect(find(".wp-usual-legend").hidden).toBe(true);
    expect(find(".wp-standing").hidden).toBe(true);
  });
});
