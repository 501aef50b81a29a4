import { describe, expect, it, vi } from "vitest";
import { FakeFigureView, LATEST, LIVE, slots } from "../fake-model";
import { frame, pass, span, stage } from "../page";

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
    expect(text(".wp-status")).toBe("Updated 8 s ago, every 10 s");
    // The same answer, seen again: nothing new was received.
    model.receive({ latest: { ...SETTLED, received_at: NOW - 500, dvr_viewers: 1 } });
    await pass(2000);
    expect(text(".wp-status")).toBe("Updated 10 s ago, every 10 s");
    model.receive({ status: { ...LIVE, state: "unreachable", next_at: NOW - 486 } });
    expect(text(".wp-status")).toBe("Server not answering, retrying in 8 s");
  });

  it("writes the footer alone while nothing else is another than a second ago", async () => {
    const { text, find } = pane({ latest: { ...SETTLED, received_at: NOW } });
    await pass(1000);
    const asked = vi.spyOn(find(".wp-tvalue b"), "textContent", "get");
    const said = text(".wp-status");
    await pass(20_000);
    expect(text(".wp-status")).not.toBe(said);
    expect(asked).not.toHaveBeenCalled();
    // The kernel falls silent: the chip and the rest are others.
    await pass(11_000);
    expect(asked).toHaveBeenCalled();
  });

  it("starts from the kernel's moment after a reload", () => {
    const latest = { ...SETTLED, received_at: NOW - 7 };
    expect(pane({ latest }).text(".wp-status")).toBe("Updated 11 s ago, every 10 s");
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
    expect(model.sent.filter(({ type }) => type === "export")).toEqual([]);
  });
});

describe("views of one model", () => {
  it("share the window, the toggle and the figures' models", async () => {
    const one = pane();
    const two = one.again();
    await pass();
    expect(FakeFigureView.alive).toBe(4);
    one.find(".wp-toggle").click();
    frame();
    expect(two.root.querySelector<HTMLElement>(".wp-analytics")?.hidden).toBe(true);
    const spoken = [...document.querySelectorAll(".wp-spoken")].map(
      (e) => e.textContent,
    );
    expect(spoken).toEqual(["Live, 1,231 attendees now", ""]);
    one.close();
    frame();
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
    // Two views of the pane at a time, and two figures in each: later ones borrow them.
    expect(FakeFigureView.alive).toBe(4);
    expect(vi.getTimerCount()).toBe(intervals);
    expect(document.querySelectorAll(".webcast-pane")).toHaveLength(1);
    first.close();
    expect(document.querySelectorAll(".plotarea_events")).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
    const last = again();
    await pass();
    expect(last.root.querySelectorAll(".plotarea_events")).toHaveLength(2);
    expect(FakeFigureView.alive).toBe(4);
    last.close();
    mounted.destroy();
    expect(FakeFigureView.alive).toBe(0);
    expect(count()).toBe("0,0,0");
  });

  it("are not kept for later when the kernel is gone", async () => {
    const before = FakeFigureView.alive;
    const mounted = pane();
    const other = mounted.again();
    await pass();
    other.close();
    expect(FakeFigureView.alive).toBe(before + 4);
    const { chart, overview } = mounted.model.figures;
    for (const figure of [chart, overview]) figure.comm_live = false;
    mounted.close();
    expect(FakeFigureView.alive).toBe(before);
    const again = mounted.again();
    await pass();
    expect(again.root.querySelectorAll(".plotarea_events")).toHaveLength(2);
    again.close();
    expect(FakeFigureView.alive).toBe(before);
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
    expect(document.querySelectorAll(".plotarea_events")).toHaveLength(0);
    mounted.destroy();
    await pass();
    expect(FakeFigureView.alive).toBe(before);
  });

  it("say what to do when the kernel speaks another contract", () => {
    const { root } = pane({ contract_version: 999 });
    expect(root.textContent).toMatch(/different versions.*Reload the page/);
  });
});
