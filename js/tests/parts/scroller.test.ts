import { describe, expect, it } from "vitest";
import { LATEST, slots } from "../fake-model";
import { frame, type Mounted, pass, span, stage } from "../page";

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
const estimates = [535, 5, 5];
const pane = stage(NOW, { history: HISTORY, latest: SETTLED, estimates });
const drag = (mounted: Mounted, from: number, to: number) =>
  mounted.model.figures.brush.set({ selected: [from * 1000, to * 1000] });
const press = (mounted: Mounted) =>
  mounted
    .find(".wp-overview")
    .dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, button: 0 }));
const lift = (clientX = 0) =>
  window.dispatchEvent(new PointerEvent("pointerup", { clientX }));

describe("the scroller", () => {
  it("moves the chart at once, and tells the kernel when it is let go", async () => {
    const mounted = pane();
    await pass();
    expect(mounted.find(".wp-legend").hidden).toBe(false);
    press(mounted);
    drag(mounted, T + 1003, T + 2803);
    expect(span(mounted)).toEqual({ from: T + 1003, to: T + 2803 });
    expect(mounted.find(".wp-legend").hidden).toBe(true);
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
    frame();
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

  it("names the ends of the event and moments between, and writes none again", async () => {
    const mounted = pane({ time_zone: "Europe/Paris" });
    await pass();
    const labels = (): (string | null)[] =>
      [...mounted.find(".wp-moments").children].map((each) => each.textContent);
    expect(labels().at(0)).toBe("14 Nov 23:13");
    expect(labels().slice(1, 3)).toEqual(["23:30", "23:45"]);
    expect(labels().at(-1)).toBe("15 Nov 00:43");
    const written: MutationRecord[] = [];
    const observer = new MutationObserver((records) => written.push(...records));
    const all = { attributes: true, childList: true, characterData: true };
    observer.observe(mounted.find(".wp-moments"), { subtree: true, ...all });
    mounted.model.receive({ visible: true });
    await pass();
    expect([...written, ...observer.takeRecords()]).toEqual([]);
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 5460, [1]) } });
    await pass();
    expect(labels().at(-1)).toBe("15 Nov 00:44");
    observer.disconnect();
  });
});
