import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeFigureView, LATEST, LIVE, slots } from "./fake-model";
import { layOut, type Mounted, mount, pass } from "./page";

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

let open: Mounted[] = [];
const pane = (values: Record<string, unknown> = {}): Mounted => {
  const mounted = mount({ history: HISTORY, latest: SETTLED, ...values });
  open.push(mounted);
  return mounted;
};
const span = ({ find }: Mounted) => {
  const { from, to } = find(".wp-window").dataset;
  return { from: Number(from), to: Number(to) };
};
const drag = (mounted: Mounted, from: number, to: number) =>
  mounted.model.figures.brush.set({ selected: [from * 1000, to * 1000] });
const press = (mounted: Mounted) =>
  mounted
    .find(".wp-overview")
    .dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0 }));
const lift = (clientX = 0) =>
  window.dispatchEvent(new PointerEvent("pointerup", { clientX }));

beforeEach(() => {
  vi.useFakeTimers({ now: NOW * 1000 });
  layOut();
});

afterEach(() => {
  for (const each of open) each.destroy();
  open = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
  document.body.replaceChildren();
});

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
  });

  it("shifts the line to the zone, and the brush not", async () => {
    const mounted = pane({ time_zone: "Asia/Kolkata" });
    await pass();
    const { x, brush } = mounted.model.figures;
    expect((x.get("max") as Date).getTime()).toBe((NOW + 19_800) * 1000);
    expect((brush.get("selected") as Float64Array)[1]).toBe(NOW * 1000);
    mounted.model.receive({ time_zone: "UTC" });
    await pass();
    expect((x.get("max") as Date).getTime()).toBe(NOW * 1000);
  });

  it("treats all slots as provisional until one is settled", async () => {
    const { model } = pane({ latest: { ...LATEST, settled: null } });
    await pass();
    expect((model.figures.settled.get("y") as Float64Array).length).toBe(0);
    expect((model.figures.provisional.get("y") as Float64Array).length).toBe(181);
  });

  it("says so where the page cannot show it, and keeps the rest", async () => {
    const mounted = pane();
    mounted.destroy();
    const plain = mount({ history: HISTORY, latest: SETTLED });
    open.push(plain);
    plain.model.widget_manager = {};
    const view = plain.again();
    await pass();
    expect(view.root.querySelector(".wp-note")?.textContent).toMatch(/needs Jupyter/);
    expect(view.root.querySelector(".wp-count")?.textContent).toBe("1,231");
  });

  it("says so when it cannot be drawn", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const mounted = mount({ history: HISTORY });
    open.push(mounted);
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

describe("the scroller", () => {
  it("moves the chart at once, and tells the kernel when it is let go", async () => {
    const mounted = pane();
    await pass();
    press(mounted);
    drag(mounted, T + 1003, T + 2803);
    expect(span(mounted)).toEqual({ from: T + 1003, to: T + 2803 });
    expect(mounted.find(".wp-latest").hidden).toBe(false);
    expect(mounted.model.saved).toEqual([]);
    lift();
    await pass();
    expect(mounted.model.saved).toEqual([{ window_s: 1800, window_end_s: T + 2800 }]);
    expect(span(mounted)).toEqual({ from: T + 1000, to: T + 2800 });
    const selected = mounted.model.figures.brush.get("selected") as Float64Array;
    expect([...selected]).toEqual([(T + 1000) * 1000, (T + 2800) * 1000]);
  });

  it("is not moved under the hand by what arrives", async () => {
    const mounted = pane();
    await pass();
    press(mounted);
    drag(mounted, T + 1000, T + 2800);
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 5410, [1]) } });
    await pass();
    expect(span(mounted)).toEqual({ from: T + 1000, to: T + 2800 });
  });

  it("centres the window on a moment that was clicked", async () => {
    const mounted = pane();
    await pass();
    press(mounted);
    mounted.model.figures.brush.set({ selected: null });
    lift(400);
    await pass();
    expect(span(mounted)).toEqual({ from: T + 1800, to: T + 3600 });
  });

  it("goes back to its window when others move the brush", async () => {
    const mounted = pane();
    await pass();
    mounted.model.figures.brush.set({ selected: [0, 1] });
    await pass();
    const selected = mounted.model.figures.brush.get("selected") as Float64Array;
    expect([...selected]).toEqual([(T + 3600) * 1000, NOW * 1000]);
    expect(mounted.model.saved).toEqual([]);
  });

  it("follows again when it is dragged to the newest slot, saving nothing twice", async () => {
    const mounted = pane();
    await pass();
    press(mounted);
    drag(mounted, T + 3591, T + 5391);
    lift();
    await pass();
    expect(mounted.model.saved).toEqual([]);
    expect(mounted.find(".wp-latest").hidden).toBe(true);
  });

  it("takes the main button only", async () => {
    const mounted = pane();
    await pass();
    mounted
      .find(".wp-overview")
      .dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 2 }));
    drag(mounted, T, T + 1800);
    expect(span(mounted).to).toBe(NOW);
  });

  it("lets go when its view goes", async () => {
    const mounted = pane();
    await pass();
    const other = mounted.again();
    await pass();
    press(mounted);
    drag(mounted, T + 1000, T + 2800);
    mounted.close();
    expect(mounted.model.saved).toEqual([{ window_s: 1800, window_end_s: T + 2800 }]);
    expect(other.root.querySelector<HTMLElement>(".wp-window")?.dataset["to"]).toBe(
      `${T + 2800}`,
    );
  });

  it("goes where the kernel says", async () => {
    const mounted = pane();
    mounted.model.receive({ window_s: 600, window_end_s: T + 3000 });
    await pass();
    expect(span(mounted)).toEqual({ from: T + 2400, to: T + 3000 });
    mounted.find(".wp-latest").click();
    expect(span(mounted)).toEqual({ from: T + 4800, to: T + 5400 });
    expect(mounted.model.saved).toEqual([{ window_end_s: null }]);
  });

  it("is worked by keyboard", async () => {
    const mounted = pane();
    await pass();
    const scroller = mounted.find(".wp-scroller");
    const key = (name: string, more: KeyboardEventInit = {}) =>
      scroller.dispatchEvent(new KeyboardEvent("keydown", { key: name, ...more }));
    expect(scroller.getAttribute("aria-valuetext")).toMatch(/following the latest$/);
    key("ArrowLeft");
    expect(span(mounted).to).toBe(T + 5340);
    key("PageUp");
    expect(span(mounted).to).toBe(T + 3540);
    key("Home");
    expect(span(mounted)).toEqual({ from: T, to: T + 1800 });
    expect(scroller.getAttribute("aria-valuenow")).toBe(`${T + 1800}`);
    expect(scroller.getAttribute("aria-valuemin")).toBe(`${T + 1800}`);
    expect(scroller.getAttribute("aria-valuetext")).toMatch(/^\d\d:\d\d to \d\d:\d\d$/);
    key("ArrowRight");
    key("x");
    key("End", { altKey: true });
    expect(span(mounted).to).toBe(T + 1860);
    key("End");
    expect(span(mounted).to).toBe(NOW);
    expect(mounted.find(".wp-latest").hidden).toBe(true);
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

describe("what has arrived", () => {
  it("asks for a snapshot when a change is missing, once, and takes it", async () => {
    const mounted = pane();
    const { model } = mounted;
    model.receive({ delta: { seq: 8, rows: slots(T + 5430, [8]) } });
    model.receive({ delta: { seq: 9, rows: slots(T + 5440, [9]) } });
    expect(model.sent).toHaveLength(1);
    expect(model.sent[0]).toMatchObject({ type: "snapshot" });
    expect(span(mounted).to).toBe(T + 5440);
    const id = model.sent[0]?.["id"];
    model.message({ type: "snapshot", id: "foreign", seq: 99 }, slots(T, [1]));
    expect(span(mounted).to).toBe(T + 5440);
    const whole = slots(
      T,
      Array.from({ length: 545 }, (_, i) => i),
    );
    model.message({ type: "snapshot", id, seq: 9 }, whole);
    model.receive({ delta: { seq: 10, rows: slots(T + 5450, [10]) } });
    expect(model.sent).toHaveLength(1);
  });

  it("asks again when the answer was lost", async () => {
    const { model } = pane();
    model.receive({ delta: { seq: 8, rows: slots(T + 5430, [8]) } });
    await pass(61_000);
    model.receive({ delta: { seq: 9, rows: slots(T + 5440, [9]) } });
    expect(model.sent).toHaveLength(2);
  });

  it("takes a history that is sent later", async () => {
    const mounted = pane({ history: { seq: 0, rows: undefined }, delta: undefined });
    mounted.model.receive({ history: HISTORY });
    expect(span(mounted).to).toBe(NOW);
  });

  it("ticks by the browser's clock since the answer came", async () => {
    const { model, text } = pane();
    expect(text(".wp-status")).toMatch(/first answer/);
    model.receive({ latest: { ...SETTLED, received_at: NOW - 500 } });
    await pass(4000);
    expect(text(".wp-status")).toBe("Updated 4 s ago, every 10 s");
    // The same answer, seen again: nothing new was received.
    model.receive({ latest: { ...SETTLED, received_at: NOW - 500, dvr: 1 } });
    await pass(1000);
    expect(text(".wp-status")).toBe("Updated 5 s ago, every 10 s");
    model.receive({ status: { ...LIVE, state: "unreachable", next_at: NOW - 487 } });
    expect(text(".wp-status")).toBe("Server not answering, retrying in 8 s");
  });

  it("starts from the kernel's moment after a reload", () => {
    const latest = { ...SETTLED, received_at: NOW - 7 };
    expect(pane({ latest }).text(".wp-status")).toBe("Updated 7 s ago, every 10 s");
  });

  it("says when the kernel falls silent, and when it is gone", async () => {
    const { model, text, find } = pane({ latest: { ...SETTLED, received_at: NOW } });
    await pass(31_000);
    expect(text(".wp-status")).toMatch(/^The kernel has not answered for 31 s/);
    model.receive({ latest: { ...SETTLED, received_at: NOW + 31 } });
    expect(text(".wp-chip")).toBe("Live");
    model.figures.chart.comm_live = false;
    model.figures.chart.trigger("comm_live_update");
    expect(text(".wp-chip")).toBe("No kernel");
    find<HTMLButtonElement>(".wp-config button").click();
    expect(text(".wp-told")).toMatch(/kernel is not connected/);
    expect(model.sent).toEqual([]);
  });
});

describe("views of one model", () => {
  it("share the window, the toggle and the figures' models", async () => {
    const one = pane();
    const two = one.again();
    await pass();
    expect(FakeFigureView.alive).toBe(4);
    one.find(".wp-toggle").click();
    expect(two.root.querySelector<HTMLElement>(".wp-analytics")?.hidden).toBe(true);
    const spoken = [...document.querySelectorAll(".wp-spoken")].map(
      (e) => e.textContent,
    );
    expect(spoken).toEqual(["Live, 1,231 attendees now", ""]);
    one.close();
    expect(two.root.querySelector(".wp-spoken")?.textContent).toMatch(/^Live/);
    two.close();
  });

  it("leave nothing behind, fifty times over", async () => {
    const mounted = pane();
    const { model, again } = mounted;
    mounted.close();
    const first = again();
    await pass();
    const { chart, brush } = model.figures;
    const count = () =>
      [model, chart, brush].map(({ listeners }) => listeners.length).join();
    const before = count();
    const added = vi.spyOn(document, "addEventListener");
    const intervals = vi.getTimerCount();
    for (let i = 0; i < 50; i++) {
      const view = again();
      await pass();
      view.close();
    }
    await pass();
    expect(count()).toBe(before);
    const signals = added.mock.calls.map(
      ([, , options]) => (options as AddEventListenerOptions).signal,
    );
    expect(signals.length).toBeGreaterThanOrEqual(50);
    expect(signals.every((signal) => signal?.aborted)).toBe(true);
    expect(FakeFigureView.alive).toBe(2);
    expect(vi.getTimerCount()).toBe(intervals);
    expect(document.querySelectorAll(".webcast-pane")).toHaveLength(1);
    first.close();
    expect(FakeFigureView.alive).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    mounted.destroy();
    expect(count()).toBe("0,0,0");
  });

  it("tell bqplot's views that they are detached when the page took them away", async () => {
    const mounted = pane();
    await pass();
    mounted.root.remove();
    mounted.close();
    for (const view of mounted.model.views)
      expect(view.processed).toEqual(["before-detach", "after-detach"]);
  });

  it("take away a figure that comes too late", async () => {
    const mounted = pane();
    const before = FakeFigureView.alive;
    queueMicrotask(() => mounted.close());
    await pass();
    expect(FakeFigureView.alive).toBe(before);
  });

  it("say what to do when the kernel speaks another contract", () => {
    const { root } = pane({ contract_version: 999 });
    expect(root.textContent).toMatch(/different versions.*Reload the page/);
  });
});
