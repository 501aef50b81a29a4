import { describe, expect, it, vi } from "vitest";
import { LATEST, slots } from "./fake-model";
import { type Mounted, pass, span, stage } from "./page";

const T = 1_700_000_000;
const NOW = T + 5400;
/** Ninety minutes: longer than the window of thirty. */
const HISTORY = {
  seq: 5,
  rows: slots(
    T,
    Array.from({ length: 541 }, (_, i) => i),
  ),
};
const SETTLED = { ...LATEST, settled: T + 5340 };
const pane = stage(NOW, { history: HISTORY, latest: SETTLED });

describe("the chart", () => {
  it("draws the window that follows the latest, provisional slots apart", async () => {
    const { model } = pane();
    await pass();
    const { settled, provisional, x, whole } = model.figures;
    expect((x.get("min") as Date).getTime()).toBe((T + 3600) * 1000);
    expect((x.get("max") as Date).getTime()).toBe(NOW * 1000);
    expect((settled.get("y") as Float64Array).length).toBe(175);
    // The provisional line starts at the last settled point.
    expect([...(provisional.get("y") as Float64Array)]).toEqual([
      534, 535, 536, 537, 538, 539, 540,
    ]);
    expect((whole.get("y") as Float64Array).length).toBe(541);
  });

  it("saves nothing of what it draws", async () => {
    const { model } = pane();
    await pass();
    expect(model.saved).toEqual([]);
  });

  it("moves on with each delta, and draws once for each frame", async () => {
    const mounted = pane();
    await pass();
    const { settled } = mounted.model.figures;
    settled.writes.length = 0;
    for (let seq = 6; seq < 9; seq++) {
      const rows = slots(T + 5350 + 10 * seq, [1]);
      mounted.model.receive({ delta: { seq, rows } });
    }
    expect(span(mounted).to).toBe(T + 5430);
    await pass();
    expect(settled.writes.filter((key) => key === "y")).toHaveLength(1);
  });

  it("draws nothing while hidden, and all of it once when shown again", async () => {
    const mounted = pane({ visible: false });
    await pass();
    expect(mounted.model.figures.settled.get("y")).toBeUndefined();
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 5410, [7]) } });
    await pass();
    mounted.model.receive({ visible: true });
    await pass();
    const drawn = mounted.model.figures.provisional.get("y") as Float64Array;
    expect(drawn.at(-1)).toBe(7);
  });

  it("draws nothing while nobody looks at the page", async () => {
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    const { model } = pane();
    await pass();
    expect(model.figures.settled.get("y")).toBeUndefined();
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    await pass();
    expect(model.figures.settled.get("y")).toBeDefined();
  });

  it("hides the scroller while the event is shorter than the window", async () => {
    const mounted = pane({ history: { seq: 1, rows: slots(T, [1, 2, 3]) } });
    await pass();
    expect(span(mounted)).toEqual({ from: T, to: T + 1800 });
    expect(mounted.find(".wp-scroller").hidden).toBe(true);
    expect(mounted.find(".wp-latest").hidden).toBe(true);
  });

  it("waits in words before the first slot", async () => {
    const { text, find } = pane({ history: { seq: 0, rows: slots(T, []) } });
    await pass();
    expect(text(".wp-window")).toBe("Attendees");
    expect(find(".wp-window").dataset["from"]).toBeUndefined();
    expect(text(".wp-note")).toBe("Waiting for the first data");
    expect(find(".wp-chart").dataset["empty"]).toBe("true");
  });

  it("hides no axis once there is a slot", async () => {
    const mounted = pane();
    await pass();
    expect(mounted.find(".wp-chart").dataset["empty"]).toBeUndefined();
  });

  it("labels each tick by the zone's clock, and shifts nothing", async () => {
    const mounted = pane({ time_zone: "Asia/Kolkata" });
    await pass();
    const { chart, x } = mounted.model.figures;
    const [axis] = chart.get("axes") as [typeof chart];
    const labels = () => {
      const ticks = [...(axis.get("tick_values") as Float64Array)];
      const known = axis.get("tick_labels") as Record<string, string>;
      // bqplot looks a label up by the number of its tick.
      return ticks.map((each) => [each, known[`${each}`]]);
    };
    const clock = (timeZone: string) => {
      const format = new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "short" });
      return labels().map(([each]) => [each, format.format(each as number)]);
    };
    expect((x.get("max") as Date).getTime()).toBe(NOW * 1000);
    expect(labels().length).toBeGreaterThan(3);
    expect(labels()).toEqual(clock("Asia/Kolkata"));
    mounted.model.receive({ time_zone: "UTC" });
    await pass();
    expect((x.get("max") as Date).getTime()).toBe(NOW * 1000);
    expect(labels()).toEqual(clock("UTC"));
  });

  it("treats all slots as provisional until one is settled", async () => {
    const { model } = pane({ latest: { ...LATEST, settled: null } });
    await pass();
    expect((model.figures.settled.get("y") as Float64Array).length).toBe(0);
    expect((model.figures.provisional.get("y") as Float64Array).length).toBe(181);
  });

  it("says so where the page cannot show it, and keeps the rest", async () => {
    const plain = pane();
    plain.model.widget_manager = {};
    const view = plain.again();
    await pass();
    expect(view.root.querySelector(".wp-note")?.textContent).toMatch(/needs Jupyter/);
    expect(view.root.querySelector(".wp-count")?.textContent).toBe("1,231");
  });

  it("says so when it cannot be drawn", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const mounted = pane();
    const broken = {
      get_model: () => Promise.reject(new Error("gone")),
      create_view() {},
    };
    mounted.model.widget_manager = broken;
    const { root } = mounted.again();
    await pass();
    expect(root.querySelector(".wp-note")?.textContent).toMatch(/could not be drawn/);
    expect(logged).toHaveBeenCalled();
  });
});

describe("the readout", () => {
  const point = (mounted: Mounted, clientX: number) =>
    mounted
      .find(".wp-plot")
      .dispatchEvent(new PointerEvent("pointermove", { clientX }));

  it("says what the slot under the pointer holds", async () => {
    const mounted = pane();
    await pass();
    point(mounted, 400);
    expect(mounted.text(".wp-readout")).toMatch(/: 450 attendees, 1 DVR$/);
    expect(mounted.find(".wp-readout").dataset["at"]).toBe(`${T + 4500}`);
    expect(mounted.find(".wp-guide").hidden).toBe(false);
    point(mounted, 799);
    expect(mounted.text(".wp-readout")).toMatch(/provisional$/);
    point(mounted, 900);
    expect(mounted.text(".wp-readout")).toBe("");
    point(mounted, 10);
    mounted.find(".wp-plot").dispatchEvent(new PointerEvent("pointerleave"));
    expect(mounted.text(".wp-readout")).toBe("");
    expect(mounted.find(".wp-guide").hidden).toBe(true);
  });
});
