import { describe, expect, it } from "vitest";
import { LATEST, slots } from "../fake-model";
import { type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_000;
const NOW = T + 5400;
const pane = stage(NOW, {
  history: { seq: 5, rows: slots(T, new Array(541).fill(40)) },
  latest: { ...LATEST, settled: T + 5340 },
});

interface Turned {
  clientX?: number;
  ctrlKey?: boolean;
  deltaMode?: number;
}

/** Turn the wheel over the chart, which is 800 pixels wide; whether it is ours. */
function turn({ find }: Mounted, deltaY: number, more: Turned = {}): boolean {
  const { clientX = 400, ctrlKey = true, deltaMode = 0 } = more;
  const how = { clientX, ctrlKey, bubbles: true, cancelable: true };
  // The page of these tests has wheels without keys.
  const event = Object.assign(new MouseEvent("wheel", how), { deltaY, deltaMode });
  return !find(".wp-plot").dispatchEvent(event);
}

function press({ find }: Mounted, key: string, more: KeyboardEventInit = {}): boolean {
  const how = { key, bubbles: true, cancelable: true, ...more };
  return !find(".wp-plot").dispatchEvent(new KeyboardEvent("keydown", how));
}

const length = (mounted: Mounted): number => {
  const { from, to } = span(mounted);
  return to - from;
};

describe("Ctrl and the wheel over the chart", () => {
  it("zoom around the pointer, and tell the kernel once they rest", async () => {
    const mounted = pane();
    await pass();
    expect(turn(mounted, -100)).toBe(true);
    expect(turn(mounted, -100)).toBe(true);
    const { from, to } = span(mounted);
    expect(to - from).toBeCloseTo(1800 * Math.exp(-0.4), 0);
    expect((from + to) / 2).toBeCloseTo(T + 4500, 0);
    const brush = (): number[] => [
      ...(mounted.model.figures.brush.get("selected") as Float64Array),
    ];
    await pass();
    expect(brush()).toEqual([from * 1000, to * 1000]);
    expect(mounted.model.saved).toEqual([]);
    await pass(300);
    expect(mounted.model.saved).toHaveLength(1);
    expect(mounted.model.saved[0]).toMatchObject({ window_end_s: T + 5100 });
    await pass(1000);
    expect(mounted.model.saved).toHaveLength(1);
  });

  it("follow on at the newest slot, and go back with a double click", async () => {
    const mounted = pane();
    await pass();
    turn(mounted, -2, { clientX: 800, deltaMode: 1 });
    await pass(300);
    expect(mounted.model.get("window_end_s")).toBeNull();
    expect(length(mounted)).toBe(1470);
    mounted.find(".wp-plot").dispatchEvent(new MouseEvent("dblclick"));
    expect(length(mounted)).toBe(1800);
  });

  it("end at the event, and leave the page its size there", async () => {
    const mounted = pane();
    await pass();
    for (let i = 0; i < 20; i++) expect(turn(mounted, 100)).toBe(true);
    expect(span(mounted)).toEqual({ from: T, to: NOW });
    for (let i = 0; i < 40; i++) turn(mounted, -100);
    expect(length(mounted)).toBe(60);
  });

  it("leave the plain wheel to the page", async () => {
    const mounted = pane();
    await pass();
    expect(turn(mounted, -100, { ctrlKey: false })).toBe(false);
    expect(length(mounted)).toBe(1800);
    const empty = pane({ history: { seq: 0, rows: slots(T, []) } });
    expect(turn(empty, -100)).toBe(false);
  });

  it("give way to what is chosen before they rest", async () => {
    const mounted = pane({ window_end_s: T + 3000 });
    await pass();
    turn(mounted, -100);
    mounted.find(".wp-latest").click();
    await pass(300);
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
    turn(mounted, -100);
    mounted.close();
    // What was seen is kept when the view goes away.
    expect(mounted.model.get("window_s")).toBeLessThan(1800);
  });
});

describe("plus and minus on the chart", () => {
  it("zoom around the slot that is read, or at the newest", async () => {
    const mounted = pane();
    await pass();
    expect(press(mounted, "+")).toBe(true);
    await pass(300);
    expect(mounted.model.get("window_end_s")).toBeNull();
    expect(length(mounted)).toBe(1470);
    press(mounted, "Home");
    const { from } = span(mounted);
    press(mounted, "+");
    expect(span(mounted)).toEqual({ from, to: from + 1203.5 });
    expect(press(mounted, "+", { ctrlKey: true })).toBe(false);
  });
});
