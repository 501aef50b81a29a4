import { describe, expect, it, vi } from "vitest";
import { MISSING, WHOLE_S } from "../../src/contract.gen";
import { type FakeChild, LATEST, LIVE, rows, slots } from "../fake-model";
import { type Mounted, pass, span, stage } from "../page";

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
/** Of the slots until one that is just over, and the one that runs. */
const ESTIMATES = [600, 10, 10, 605, 25, 15, 610, 110, 30];
const pane = stage(NOW, { history: HISTORY, latest: SETTLED, estimates: ESTIMATES });

describe("the chart", () => {
  it("draws the window that follows the latest, and slots that fill up as estimated", async () => {
    const { model } = pane();
    await pass();
    const { settled, provisional, band, x, whole } = model.figures;
    const y = (settled.get("scales") as { y: FakeChild }).y;
    expect((x.get("min") as Date).getTime()).toBe((T + 3600) * 1000);
    expect((x.get("max") as Date).getTime()).toBe(NOW * 1000);
    expect((settled.get("y") as Float64Array).length).toBe(175);
    // From the last settled point on; of the running slot nothing is drawn.
    expect([...(provisional.get("y") as Float64Array)]).toEqual([534, 600, 605, 610]);
    expect([...(band.get("y") as Float64Array)]).toEqual([
      534, 610, 620, 640, 500, 580, 590, 534,
    ]);
    expect((y.get("max") as number) > 640).toBe(true);
    const all = [...(whole.get("y") as Float64Array)];
    expect(all.slice(-4)).toEqual([534, 600, 605, 610]);
    expect(Math.max(...all)).toBe(610);
  });

  it("draws values of a moment as they come", async () => {
    const { model } = pane({ cadence_s: 60, estimates: [] });
    await pass();
    const { provisional, band } = model.figures;
    expect([...(provisional.get("y") as Float64Array)]).toEqual([
      534, 535, 536, 537, 538, 539, 540,
    ]);
    expect((band.get("y") as Float64Array).length).toBe(0);
  });

  it("draws no estimate where the window was scrolled back", async () => {
    const { model } = pane({ window_end_s: T + 4000 });
    await pass();
    expect((model.figures.provisional.get("y") as Float64Array).length).toBe(0);
    expect([...(model.figures.whole.get("y") as Float64Array)].at(-1)).toBe(610);
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
    mounted.model.receive({ estimates: [7, 1, 1] });
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
    const axis = (chart.get("axes") as (typeof chart)[]).at(-1) as typeof chart;
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

  it("draws estimates alone until a slot is settled", async () => {
    const { model } = pane({
      history: { seq: 1, rows: slots(NOW - 20, [3, 2]), at: NOW },
      latest: { ...LATEST, settled: NOW - 30 },
      estimates: [5, 1, 1, 6, 1, 1],
    });
    await pass();
    expect((model.figures.settled.get("y") as Float64Array).length).toBe(0);
    expect([...(model.figures.provisional.get("y") as Float64Array)]).toEqual([5, 6]);
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
    expect(mounted.text(".wp-readout")).toMatch(/: 540 so far, 1 DVR, provisional$/);
    expect(mounted.find(".wp-dot").hidden).toBe(true);
    point(mounted, 787);
    expect(mounted.text(".wp-readout")).toMatch(
      /: estimated 610 \(500 to 640\), 537 so far, 1 DVR$/,
    );
    expect(mounted.find(".wp-dot").hidden).toBe(false);
    point(mounted, 900);
    expect(mounted.text(".wp-readout")).toBe("");
    point(mounted, 10);
    mounted.find(".wp-plot").dispatchEvent(new PointerEvent("pointerleave"));
    expect(mounted.text(".wp-readout")).toBe("");
    expect(mounted.find(".wp-guide").hidden).toBe(true);
  });
});

describe("the slot that is read by keyboard", () => {
  it("goes on by a slot, a minute, and to either end, and is let go of", async () => {
    const mounted = pane();
    await pass();
    const plot = mounted.find(".wp-plot");
    const key = (name: string, more: KeyboardEventInit = {}) =>
      plot.dispatchEvent(new KeyboardEvent("keydown", { key: name, ...more }));
    const at = () => Number(mounted.find(".wp-readout").dataset["at"]) - T;
    expect(plot.getAttribute("aria-valuetext")).toBe("no slot is read");
    key("ArrowLeft");
    expect(at()).toBe(5400);
    key("ArrowLeft");
    key("PageUp");
    expect(at()).toBe(5330);
    expect(plot.getAttribute("aria-valuenow")).toBe(`${T + 5330}`);
    expect(plot.getAttribute("aria-valuetext")).toMatch(/: 533 attendees, 1 DVR$/);
    key("Home");
    key("x");
    key("End", { ctrlKey: true });
    expect(at()).toBe(3600);
    expect(mounted.find(".wp-dot").hidden).toBe(false);
    key("Escape");
    expect(mounted.text(".wp-readout")).toBe("");
    expect(mounted.find(".wp-dot").hidden).toBe(true);
    key("Home");
    expect(at()).toBe(3600);
  });

  it("has its dot on the line", async () => {
    const mounted = pane();
    await pass();
    mounted
      .find(".wp-plot")
      .dispatchEvent(new PointerEvent("pointermove", { clientX: 400 }));
    const dot = mounted.find(".wp-dot");
    // 450 of the 800 that the axis goes to, over 200 pixels.
    expect(mounted.text(".wp-readout")).toMatch(/450 attendees/);
    expect(Number.parseFloat(dot.style.top)).toBeCloseTo(200 * (1 - 450 / 800), 0);
    expect(Number.parseFloat(dot.style.left)).toBeCloseTo(400, 0);
  });
});

describe("the length of the window", () => {
  const drag = (mounted: Mounted, from: number, to: number, type = "pointerup") => {
    const init = { bubbles: true, button: 0, clientX: from };
    mounted.find(".wp-plot").dispatchEvent(new PointerEvent("pointerdown", init));
    window.dispatchEvent(new PointerEvent("pointermove", { clientX: (from + to) / 2 }));
    expect(mounted.find(".wp-zoom").hidden).toBe(Math.abs(to - from) / 2 < 6);
    window.dispatchEvent(new PointerEvent(type, { clientX: to }));
    expect(mounted.find(".wp-zoom").hidden).toBe(true);
  };
  const pressed = (mounted: Mounted) =>
    mounted.find(".wp-presets [aria-pressed=true]").textContent;

  it("is one click away", async () => {
    const mounted = pane();
    await pass();
    expect(pressed(mounted)).toBe("30 min");
    const [short, , , all] =
      mounted.root.querySelectorAll<HTMLElement>(".wp-presets button");
    short?.click();
    expect(span(mounted)).toEqual({ from: NOW - 300, to: NOW });
    expect(pressed(mounted)).toBe("5 min");
    all?.click();
    expect(span(mounted)).toEqual({ from: T, to: NOW });
    expect(mounted.model.saved).toEqual([{ window_s: 300 }, { window_s: WHOLE_S }]);
  });

  it("is what is dragged over, until a double click", async () => {
    const mounted = pane();
    await pass();
    drag(mounted, 600, 200);
    expect(span(mounted)).toEqual({ from: T + 4050, to: T + 4950 });
    drag(mounted, 0, 400);
    expect(span(mounted)).toEqual({ from: T + 4050, to: T + 4500 });
    mounted.find(".wp-plot").dispatchEvent(new MouseEvent("dblclick"));
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
    mounted.find(".wp-plot").dispatchEvent(new MouseEvent("dblclick"));
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
  });

  it("is the chosen one again with the latest", async () => {
    const mounted = pane();
    await pass();
    drag(mounted, 200, 600);
    mounted.find(".wp-latest").click();
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
    // What was chosen since stays.
    drag(mounted, 200, 600);
    mounted.model.receive({ window_s: 600 });
    mounted.find(".wp-latest").click();
    expect(span(mounted)).toEqual({ from: NOW - 600, to: NOW });
  });

  it("stays after a click, a drag that is cancelled, and Escape", async () => {
    const mounted = pane();
    await pass();
    drag(mounted, 200, 203);
    drag(mounted, 200, 600, "pointercancel");
    const init = { bubbles: true, button: 0, clientX: 200 };
    mounted.find(".wp-plot").dispatchEvent(new PointerEvent("pointerdown", init));
    window.dispatchEvent(new PointerEvent("pointermove", { clientX: 500 }));
    for (const key of ["x", "Escape"])
      window.dispatchEvent(new KeyboardEvent("keydown", { key }));
    window.dispatchEvent(new PointerEvent("pointerup", { clientX: 600 }));
    expect(mounted.model.saved).toEqual([]);
  });
});

describe("the change at the counter", () => {
  it("is against the slot five minutes before, and of the present alone", async () => {
    const latest = { ...SETTLED, at: T + 5340 };
    const mounted = pane({ latest });
    await pass();
    expect(mounted.text(".wp-change")).toBe("+30in 5 min");
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 5340, [7]) } });
    expect(mounted.text(".wp-change b")).toBe("\u2212497");
    mounted.model.receive({ status: { ...LIVE, state: "stale" } });
    expect(mounted.find(".wp-change").hidden).toBe(true);
    mounted.model.receive({ status: LIVE, latest: { ...latest, at: T } });
    expect(mounted.find(".wp-change").hidden).toBe(true);
    mounted.model.receive({ latest: { ...latest, at: null } });
    expect(mounted.find(".wp-change").hidden).toBe(true);
  });
});

describe("a chart without data", () => {
  it("reads no slot, zooms nowhere and has no change to tell", async () => {
    const mounted = pane({ history: { seq: 0, rows: slots(T, []) } });
    await pass();
    const plot = mounted.find(".wp-plot");
    plot.dispatchEvent(new PointerEvent("pointermove", { clientX: 400 }));
    plot.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft" }));
    expect(mounted.text(".wp-readout")).toBe("");
    expect(plot.getAttribute("aria-valuenow")).toBeNull();
    const init = { bubbles: true, button: 0, clientX: 200 };
    plot.dispatchEvent(new PointerEvent("pointerdown", init));
    window.dispatchEvent(new PointerEvent("pointerup", { clientX: 600 }));
    plot.dispatchEvent(new MouseEvent("dblclick"));
    expect(mounted.model.saved).toEqual([]);
    expect(mounted.find(".wp-change").hidden).toBe(true);
  });

  it("follows the cadence of a source that counts once a minute", async () => {
    const at = [0, 60, 121, 400, 460].map((each) => T + 7 + each);
    const told = at.map((start, n): [number, number, number] => [
      start,
      10 * n,
      MISSING,
    ]);
    const [first, last] = [at[0] as number, at[4] as number];
    const mounted = pane({
      cadence_s: 60,
      window_s: 10_800,
      latest: { ...LATEST, at: last, settled: last },
      history: { seq: 9, rows: rows(...told) },
    });
    await pass();
    const lengths = [...mounted.root.querySelectorAll(".wp-presets button")];
    expect(lengths.map((each) => each.textContent)).toEqual([
      "30 min",
      "3 h",
      "12 h",
      "All",
      "Audience",
    ]);
    const line = mounted.model.figures.settled.values["y"] as Float64Array;
    expect([...line]).toEqual([0, 10, 20, Number.NaN, 30, 40]);
    const plot = mounted.find(".wp-plot");
    const key = (name: string) =>
      plot.dispatchEvent(new KeyboardEvent("keydown", { key: name, cancelable: true }));
    key("Home");
    const read: string[] = [];
    for (let n = 0; n < 5; n++) {
      read.push(mounted.find(".wp-readout").dataset["at"] as string);
      key("ArrowRight");
    }
    expect(read.map((each) => Number(each) - first)).toEqual([0, 60, 121, 181, 241]);
    expect(mounted.find(".wp-legend").title).toContain("younger than 1 min");
  });

  it("has no dot where a slot is missing", async () => {
    const mounted = pane();
    await pass();
    mounted.model.receive({ window_s: WHOLE_S });
    mounted.model.receive({ history: { seq: 9, rows: slots(T, [4, 5]) } });
    await pass();
    const plot = mounted.find(".wp-plot");
    plot.dispatchEvent(new PointerEvent("pointermove", { clientX: 700 }));
    expect(mounted.text(".wp-readout")).toMatch(/no data$/);
    expect(mounted.find(".wp-dot").hidden).toBe(true);
    plot.dispatchEvent(new FocusEvent("blur"));
    plot.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(mounted.text(".wp-readout")).toMatch(/no data$/);
  });
});
