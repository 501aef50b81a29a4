import { beforeEach, describe, expect, it } from "vitest";
import { ownFigures } from "../../src/host/own/models";
import { mountOwn } from "../../src/host/own/views";
import { LATEST, slots } from "../fake-model";
import { minuteRows } from "../known";
import { frame, layOut, type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_000;
const NOW = T + 5400;
const history = {
  seq: 5,
  rows: slots(
    T,
    Array.from({ length: 541 }, (_, i) => 1000 + i),
  ),
  at: T,
};
const latest = { ...LATEST, settled: T + 5340 };
const pane = stage(NOW, { history, latest });

/** A pane whose host has no widget manager. */
async function own(): Promise<Mounted & { view: HTMLElement }> {
  const mounted = pane();
  mounted.model.widget_manager = undefined;
  const view = mounted.again().root;
  await pass();
  frame();
  return { ...mounted, view };
}

const drag = (target: Element | null, from: number, to: number): void => {
  const at = (clientX: number) => ({ clientX, button: 0, bubbles: true });
  target?.dispatchEvent(new PointerEvent("pointerdown", at(from)));
  if (from !== to) window.dispatchEvent(new PointerEvent("pointermove", at(to)));
  window.dispatchEvent(new PointerEvent("pointerup", at(to)));
};

describe("a host without a widget manager", () => {
  it("gets a chart of our own, and no excuse", async () => {
    const { view } = await own();
    expect(view.querySelector(".wp-note")?.textContent).toBe("");
    const line = view.querySelector(".wp-plot .wp-settled .line");
    expect(line?.getAttribute("d")?.split("L").length).toBeGreaterThan(150);
    const ticks = [...view.querySelectorAll(".wp-plot .tick text")];
    const said = ticks.map((each) => each.textContent);
    expect(said).toContain("1k");
    expect(
      said.filter((each) => /^\d\d:\d\d$/.test(each ?? "")).length,
    ).toBeGreaterThan(3);
  });

  it("follows what comes", async () => {
    const { model, view } = await own();
    const before = view.querySelector(".wp-plot .wp-provisional .line");
    const was = before?.getAttribute("d");
    model.receive({ estimates: [535, 15, 25, 540, 40, 40] });
    await pass();
    frame();
    await pass();
    expect(before?.getAttribute("d")).not.toBe(was);
    const band = view.querySelector(".wp-plot .wp-band .line")?.getAttribute("d");
    expect(band?.match(/[ML]/g)).toHaveLength(6);
  });

  // Everything is 800 pixels wide: 758 between the margins for 5,400 s.
  it("has a brush that is moved, resized and drawn anew", async () => {
    const mounted = await own();
    const { view } = mounted;
    const part = (name: string) => view.querySelector(`.wp-overview ${name}`);
    drag(part(".selection"), 700, 600);
    await pass();
    const moved = span(mounted);
    expect(moved.to - moved.from).toBe(1800);
    expect(moved.to).toBeLessThan(T + 4700);
    drag(part(".handle--w"), 400, 300);
    await pass();
    const wider = span(mounted);
    expect(wider.to).toBe(moved.to);
    expect(wider.from).toBeLessThan(moved.from - 600);
    drag(part(".wp-own"), 10, 200);
    await pass();
    const fresh = span(mounted);
    expect(fresh.from).toBeLessThan(T + 100);
    expect(fresh.to).toBeLessThan(wider.from);
  });

  it("draws another figure, with an axis that has its decimals", async () => {
    const { model, view } = await own();
    const minute = minuteRows([T + 4000 - (T % 60), 1240, 0.31]);
    model.receive({
      minutes: { seq: 2, rows: minute },
      figure: "avg_buffering_s_per_min",
    });
    await pass();
    frame();
    await pass();
    const ticks = [...view.querySelectorAll(".wp-plot .axis[text-anchor=end] text")];
    expect(ticks.map((each) => each.textContent)).toContain("0.1");
    const line = view.querySelector(".wp-plot .wp-settled .line")?.getAttribute("d");
    expect(line).toMatch(/^M.+L/);
    expect(view.querySelector(".wp-plot .wp-band .line")?.getAttribute("d")).toBe("");
  });

  it("says large counts shortly, and small ones whole", async () => {
    const { model, view } = await own();
    const said = async (viewers: number) => {
      const rows = slots(T, [viewers, viewers]);
      model.receive({ history: { seq: 1e6 + viewers, rows, at: T } });
      await pass();
      frame();
      await pass();
      const labels = view.querySelectorAll(".wp-plot .axis[text-anchor=end] text");
      return [...labels].map((each) => each.textContent);
    };
    expect(await said(7)).toContain("8");
    expect(await said(1400)).toContain("1.5k");
    expect(await said(2_400_000)).toContain("2M");
    expect(await said(1_900_000_000)).toContain("2G");
  });

  it("gives the brush no more than there is", async () => {
    const mounted = await own();
    const { view } = mounted;
    const part = (name: string) => view.querySelector(`.wp-overview ${name}`);
    drag(part(".selection"), 700, -5000);
    await pass();
    expect(span(mounted).from).toBe(T);
    drag(part(".handle--e"), 250, 9000);
    await pass();
    expect(span(mounted).to).toBe(T + 5400);
    // The left edge, drawn beyond the right one.
    drag(part(".handle--w"), 100, 9000);
    await pass();
    const turned = span(mounted);
    expect(turned.to).toBe(T + 5400);
    expect(turned.from).toBeLessThan(turned.to);
    const right = { clientX: 300, button: 2, bubbles: true };
    part(".selection")?.dispatchEvent(new PointerEvent("pointerdown", right));
    window.dispatchEvent(new PointerEvent("pointermove", { clientX: 100 }));
    window.dispatchEvent(new PointerEvent("pointerup", { clientX: 100 }));
    await pass();
    expect(span(mounted)).toEqual(turned);
  });

  it("goes to a moment beside the brush that is clicked", async () => {
    const mounted = await own();
    const { view } = mounted;
    drag(view.querySelector(".wp-overview .wp-own"), 200, 200);
    await pass();
    const { from, to } = span(mounted);
    expect(to - from).toBe(1800);
    expect((from + to) / 2).toBeCloseTo(T + (200 / 800) * 5400, -2);
  });

  it("keeps its window where the brush itself is clicked", async () => {
    const mounted = await own();
    const before = span(mounted);
    drag(mounted.view.querySelector(".wp-overview .selection"), 700, 700);
    await pass();
    expect(span(mounted)).toEqual(before);
  });
});

describe("a figure of our own", () => {
  beforeEach(layOut);

  it("leaves nothing behind", async () => {
    const figures = ownFigures();
    const life = new AbortController();
    const host = document.createElement("div");
    for (const which of ["chart", "overview"] as const)
      mountOwn(figures, which, host, life.signal);
    await Promise.resolve();
    expect(host.childElementCount).toBe(2);
    life.abort();
    expect(host.childElementCount).toBe(0);
    // Nothing draws any more, and nobody who left is drawn for.
    figures.x.set({ min: 0, max: 2 });
    mountOwn(figures, "chart", host, life.signal);
    expect(host.childElementCount).toBe(0);
  });
});
