import { describe, expect, it } from "vitest";
import { type FakeChild, LATEST, slots } from "../fake-model";
import { minuteRows } from "../known";
import { frame, type Mounted, pass, stage } from "../page";

const T = 1_700_000_040;
const rows = slots(
  T,
  Array.from({ length: 181 }, (_, i) => 1000 + i),
);
/** Half an hour of minutes; the tenth has no bitrate, and the twentieth did not come. */
const minutes = minuteRows(
  ...Array.from({ length: 29 }, (_, i): [number, number, number] => [
    T + 60 * i,
    i === 10 ? Number.NaN : 1500 + i,
    0.2 + i / 100,
  ]).filter((_, i) => i !== 20),
);
const latest = {
  ...LATEST,
  settled: T + 1740,
  quality_at: T + 1680,
  avg_bitrate_kbps: 1528,
  avg_buffering_s_per_min: 0.48,
};
const pane = stage(T + 1800, {
  history: { seq: 5, rows, at: T },
  minutes: { seq: 1, rows: minutes },
  latest,
  estimates: [1200, 100, 100],
  usual_band: { at: T, events: 5, rows: slots(1000, [1000, 1000]) },
});

const tile = ({ find }: Mounted, metric: string) => find(`[data-metric=${metric}]`);
const points = (line: FakeChild, key: "x" | "y") => [
  ...(line.get(key) as Float64Array),
];

describe("a tile", () => {
  it("chooses what the chart shows, and says which it is", async () => {
    const mounted = pane({ audience_shown: true });
    await pass();
    expect(mounted.root.querySelector("[data-metric][aria-pressed=true]")).toBeNull();
    const chosen = tile(mounted, "avg_bitrate_kbps");
    chosen.click();
    expect(mounted.model.saved).toEqual([
      { figure: "avg_bitrate_kbps", audience_shown: false, table_shown: false },
    ]);
    frame();
    expect(chosen.getAttribute("aria-pressed")).toBe("true");
    expect(mounted.text(".wp-window")).toBe("Average bitrate, Mbps, 22:14 to 22:44");
    tile(mounted, "peak_viewers").click();
    expect(mounted.text(".wp-window")).toBe("Attendees, 22:14 to 22:44");
    expect(chosen.getAttribute("aria-pressed")).toBe("false");
  });

  it("has minutes drawn as steps, broken where one is missing", async () => {
    const mounted = pane({ figure: "avg_bitrate_kbps" });
    await pass();
    const { settled, provisional, band, usual, whole } = mounted.model.figures;
    const x = points(settled, "x");
    const y = points(settled, "y");
    expect([x[0], x[1], y[0], y[1]]).toEqual([T * 1000, (T + 60) * 1000, 1.5, 1.5]);
    expect(y.filter(Number.isNaN)).toHaveLength(4);
    // To the end of the minute before, and not into it.
    expect(x[y.findIndex(Number.isNaN) - 1]).toBe((T + 600) * 1000);
    expect(x.at(-1)).toBe((T + 1740) * 1000);
    for (const line of [provisional, band, usual])
      expect(points(line, "y")).toEqual([]);
    // The scroller stays one of attendees.
    expect(Math.max(...points(whole, "y"))).toBe(1200);
    expect(mounted.find(".wp-legend").hidden).toBe(true);
    expect(mounted.find(".wp-usual-legend").hidden).toBe(true);
    expect(mounted.find(".wp-plot").getAttribute("aria-label")).toBe(
      "Average bitrate, Mbps from 22:14 to 22:44: lowest 1.50 Mbps, highest 1.53 Mbps",
    );
  });

  it("has an axis of its own", async () => {
    const { model } = pane({ figure: "avg_buffering_s_per_min" });
    await pass();
    const { settled, chart } = model.figures;
    const { y } = settled.get("scales") as { y: FakeChild };
    const axes = chart.get("axes") as FakeChild[];
    const axis = axes.find((each) => each.get("scale") === y);
    expect(y.get("max")).toBeCloseTo(0.6, 9);
    const labels = (): string[] =>
      Object.values(axis?.get("tick_labels") as Record<string, string>);
    expect(labels()).toEqual(["0.0", "0.2", "0.4", "0.6"]);
    model.receive({ figure: "live_viewers" });
    await pass();
    expect(labels()[0]).toBe("0");
  });

  it("has DVR viewers drawn as far as they are settled, or as they come", async () => {
    const { model } = pane({ figure: "dvr_viewers" });
    await pass();
    const { settled, provisional } = model.figures;
    expect(new Set(points(settled, "y"))).toEqual(new Set([1]));
    expect(points(provisional, "y")).toEqual([]);
    const rare = pane({ figure: "dvr_viewers", cadence_s: 60, estimates: [] });
    await pass();
    expect(points(rare.model.figures.provisional, "y")).toContain(1);
    expect(rare.text(".wp-legend")).toBe("may still change");
    expect(rare.find(".wp-legend").hidden).toBe(false);
  });

  it("stands out in what is read of a slot, with the dot on its line", async () => {
    const mounted = pane({ figure: "avg_buffering_s_per_min" });
    await pass();
    const plot = mounted.find(".wp-plot");
    const read = (clientX: number) => {
      plot.dispatchEvent(new MouseEvent("pointermove", { clientX }));
      return mounted.text(".wp-readout");
    };
    expect(read(0)).toBe("22:14:00 UTC: 0.20 s per min, minute 22:14, 1,000 attendees");
    expect(mounted.text(".wp-readout b")).toBe("0.20 s per min");
    expect(mounted.find(".wp-dot").hidden).toBe(false);
    expect(read(799)).toMatch(/no data/);
    expect(mounted.find(".wp-dot").hidden).toBe(true);
  });

  it("takes each minute from the tiles as it comes", async () => {
    const { model } = pane({ figure: "avg_bitrate_kbps" });
    await pass();
    const { settled } = model.figures;
    model.receive({
      latest: { ...latest, quality_at: T + 1740, avg_bitrate_kbps: 2000 },
    });
    await pass();
    expect(points(settled, "y").at(-1)).toBe(2);
    model.receive({ minutes: { seq: 2, rows: minuteRows([T, 1400, 0.1]) } });
    await pass();
    expect(points(settled, "y")).toEqual([1.4, 1.4, Number.NaN, Number.NaN, 2, 2]);
  });
});

describe("the small curve of a tile", () => {
  it("is of its own figure's newest values, and is not drawn again for nothing", async () => {
    const mounted = pane();
    await pass();
    const path = (metric: string): Element | null =>
      tile(mounted, metric).querySelector(".wp-spark path");
    const before = path("avg_bitrate_kbps")?.getAttribute("d");
    expect(before).toMatch(/^M[\d.]+ [\d.]+h0\.1L/);
    expect(tile(mounted, "avg_bitrate_kbps").title).toMatch(
      /The curve is of 30 min\.$/,
    );
    const written: MutationRecord[] = [];
    const observer = new MutationObserver((records) => written.push(...records));
    const all = { attributes: true, childList: true, characterData: true };
    observer.observe(mounted.find(".wp-tiles"), { subtree: true, ...all });
    // Scrolled back: the tiles are of the present all the same.
    mounted.model.receive({ window_end_s: T + 1200 });
    await pass();
    expect([...written, ...observer.takeRecords()]).toEqual([]);
    mounted.model.receive({
      latest: { ...latest, quality_at: T + 1740, avg_bitrate_kbps: 9000 },
    });
    await pass();
    expect(path("avg_bitrate_kbps")?.getAttribute("d")).not.toBe(before);
    observer.disconnect();
  });
});
