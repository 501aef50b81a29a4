import { describe, expect, it } from "vitest";
import { LATEST, slots } from "../fake-model";
import { minuteRows } from "../known";
import { frame, type Mounted, pass, stage } from "../page";

const T = 1_700_000_040;
const rows = slots(
  T,
  Array.from({ length: 181 }, (_, i) => 1000 + i),
);
const minutes = minuteRows(
  ...Array.from({ length: 29 }, (_, i): [number, number, number] => [
    T + 60 * i,
    1500 + i,
    0.2 + i / 100,
  ]),
);
const latest = { ...LATEST, settled: T + 1740, quality_at: T + 1680 };
const pane = stage(T + 1800, {
  history: { seq: 5, rows, at: T },
  minutes: { seq: 1, rows: minutes },
  latest: { ...latest, avg_bitrate_kbps: 1528, avg_buffering_s_per_min: 0.48 },
});

const pin = ({ root }: Mounted, name: string): HTMLElement => {
  frame();
  const found = root.querySelector<HTMLElement>(`[aria-label="Pin ${name}"]`);
  if (!found) throw new Error(`nothing pins ${name}`);
  return found;
};
const pressed = (mounted: Mounted): (string | null)[] => {
  frame();
  return [...mounted.root.querySelectorAll("[data-metric][aria-pressed=true]")].map(
    (each) => each.getAttribute("data-metric"),
  );
};

describe("the pin of a tile", () => {
  it("draws its figure as a second line, and takes it away", async () => {
    const mounted = pane();
    await pass();
    const { second, secondY, secondAxis, chart } = mounted.model.figures;
    const y = (): number[] => [...(second.get("y") as Float64Array)];
    expect(y()).toEqual([]);
    const writes = second.writes.length;
    const bitrate = pin(mounted, "Average bitrate");
    expect(bitrate.getAttribute("aria-pressed")).toBe("false");
    bitrate.click();
    expect(mounted.model.saved).toEqual([{ second: "avg_bitrate_kbps" }]);
    await pass();
    expect(bitrate.getAttribute("aria-pressed")).toBe("true");
    expect(second.writes.length).toBeGreaterThan(writes);
    expect([y()[0], y().at(-1)]).toEqual([1.5, 1.528]);
    // On the lines of the attendees: 0, 500 and 1,000 of 1,300.
    expect(secondY.get("max")).toBeCloseTo(2.08, 9);
    expect(secondAxis.get("tick_labels")).toEqual({ 0: "0.0", 0.8: "0.8", 1.6: "1.6" });
    expect(chart.get("fig_margin")).toMatchObject({ left: 38, right: 38 });
    expect(mounted.find(".wp-chart").dataset["second"]).toBe("true");
    bitrate.click();
    await pass();
    expect(mounted.model.saved.at(-1)).toEqual({ second: null });
    expect(y()).toEqual([]);
    expect(chart.get("fig_margin")).toMatchObject({ right: 4 });
    expect(mounted.find(".wp-chart").dataset["second"]).toBeUndefined();
  });

  it("is named in the legend, the readout and the chart's sentence", async () => {
    const mounted = pane({ second: "avg_bitrate_kbps" });
    await pass();
    const legend = mounted.find(".wp-second-legend");
    expect(legend.hidden).toBe(false);
    expect(legend.textContent).toBe("Average bitrate, Mbps, right axis");
    const plot = mounted.find(".wp-plot");
    expect(plot.getAttribute("aria-label")).toMatch(
      /highest 1,1\d\d; right axis, Average bitrate, Mbps: lowest 1.50 Mbps, highest 1.53 Mbps$/,
    );
    plot.dispatchEvent(new MouseEvent("pointermove", { clientX: 0 }));
    expect(mounted.text(".wp-readout")).toBe(
      "22:14:00 UTC: 1,000 attendees, 1.50 Mbps in minute 22:14, 1 DVR",
    );
    // Two of the same minute: it is told once.
    mounted.model.receive({ figure: "avg_buffering_s_per_min" });
    await pass();
    expect(mounted.text(".wp-readout")).toBe(
      "22:14:00 UTC: 0.20 s per min, 1.50 Mbps, minute 22:14, 1,000 attendees",
    );
    mounted.model.receive({ second: "dvr_viewers" });
    await pass();
    expect(mounted.text(".wp-readout")).toBe(
      "22:14:00 UTC: 0.20 s per min, 1 DVR, minute 22:14, 1,000 attendees",
    );
    // Told already, of every slot.
    mounted.model.receive({ second: "live_viewers" });
    await pass();
    expect(mounted.text(".wp-readout")).toBe(
      "22:14:00 UTC: 0.20 s per min, minute 22:14, 1,000 attendees",
    );
    plot.dispatchEvent(new MouseEvent("pointermove", { clientX: 799 }));
    mounted.model.receive({ second: "avg_bitrate_kbps" });
    await pass();
    expect(mounted.text(".wp-readout")).toMatch(/: no data/);
    mounted.model.receive({ table_shown: true });
    await pass();
    expect(legend.hidden).toBe(true);
  });

  it("is not there for what the chart shows anyway", async () => {
    const mounted = pane({ second: "live_viewers" });
    await pass();
    expect(pin(mounted, "Attendees").hidden).toBe(true);
    expect([...(mounted.model.figures.second.get("y") as Float64Array)]).toEqual([]);
    expect(mounted.find(".wp-second-legend").hidden).toBe(true);
    mounted.model.receive({ figure: "dvr_viewers" });
    await pass();
    expect(pin(mounted, "Attendees").hidden).toBe(false);
    expect(pin(mounted, "Attendees").getAttribute("aria-pressed")).toBe("true");
    expect(pin(mounted, "DVR viewers").hidden).toBe(true);
  });

  it("changes places with what is shown when its tile is chosen", async () => {
    const mounted = pane({ second: "avg_bitrate_kbps" });
    await pass();
    mounted.find("[data-metric=avg_bitrate_kbps]").click();
    expect(mounted.model.saved.at(-1)).toMatchObject({
      figure: "avg_bitrate_kbps",
      second: "live_viewers",
    });
    expect(pressed(mounted)).toEqual(["avg_bitrate_kbps"]);
    mounted.find("[data-metric=dvr_viewers]").click();
    expect(mounted.model.saved.at(-1)).not.toHaveProperty("second");
    expect(pin(mounted, "Attendees").getAttribute("aria-pressed")).toBe("true");
  });

  it("has a dot on its line, beside that of the chart's", async () => {
    const mounted = pane({ second: "avg_bitrate_kbps" });
    await pass();
    const plot = mounted.find(".wp-plot");
    const read = (clientX: number): HTMLElement[] => {
      plot.dispatchEvent(new MouseEvent("pointermove", { clientX }));
      frame();
      return [...plot.querySelectorAll<HTMLElement>(".wp-dot")];
    };
    const [first, dot] = read(400);
    // Of the minute 22:29, where the axis at the right goes to 2.08 over 200 pixels.
    expect(Number.parseFloat(dot?.style.top ?? "")).toBeCloseTo(
      200 * (1 - 1.514 / 2.08),
      0,
    );
    expect(dot?.style.left).toBe(first?.style.left);
    expect(read(799).map(({ hidden }) => hidden)).toEqual([true, true]);
    mounted.model.receive({ second: null });
    expect(read(400).map(({ hidden }) => hidden)).toEqual([false, true]);
    plot.dispatchEvent(new MouseEvent("pointerleave"));
    expect(first?.hidden).toBe(true);
  });

  it("is drawn by figures of our own, too, on an axis at the right", async () => {
    const mounted = pane({ second: "avg_bitrate_kbps" });
    mounted.model.widget_manager = undefined;
    const view = mounted.again().root;
    await pass();
    frame();
    await pass();
    const line = (name: string): string | null | undefined =>
      view.querySelector(`.wp-plot .wp-${name} .line`)?.getAttribute("d");
    expect(line("second")).toMatch(/^M0,.+L/);
    const right = [...view.querySelectorAll(".axis[text-anchor=start] text")];
    expect(right.map((each) => each.textContent)).toEqual(["0.0", "0.8", "1.6"]);
    const area = view.querySelector(".wp-plot .plotarea_events");
    expect(area?.getAttribute("width")).toBe("724");
    const one = line("second");
    mounted.model.receive({ second: null });
    await pass();
    frame();
    await pass();
    expect([line("second"), area?.getAttribute("width")]).toEqual(["", "758"]);
    expect(one).not.toBe("");
  });
});
