import { beforeEach, describe, expect, it } from "vitest";
import { type FigureName, MISSING } from "../../src/contract.gen";
import type { Figures } from "../../src/host/figures";
import { ownFigures } from "../../src/host/own/models";
import { mountOwn } from "../../src/host/own/views";
import { Minutes } from "../../src/series/minutes";
import { Store } from "../../src/series/store";
import { Plot } from "../../src/stage/plot";
import type { Scene } from "../../src/stage/scene";
import { Zone } from "../../src/words/zone";
import { slots } from "../fake-model";
import { known, minuteRows } from "../known";
import { layOut } from "../page";

const T = 1_700_000_040;
const FIGURES: FigureName[] = [
  "live_viewers",
  "dvr_viewers",
  "avg_bitrate_kbps",
  "avg_buffering_s_per_min",
];

/** Draws the same numbers each time: a linear congruence, as long as a test needs. */
function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** An event of some length, with gaps. */
function event(next: (below: number) => number): Pick<Scene, "store" | "minutes"> {
  const length = 30 + next(900);
  const values = Array.from({ length }, () => (next(9) ? next(2000) : MISSING));
  const store = new Store();
  store.snapshot(1, slots(T, values));
  const minutes = new Minutes();
  const of = Array.from({ length: Math.floor(length / 6) }, (_, i) => i);
  minutes.snapshot(
    1,
    minuteRows(
      ...of.map((i): [number, number, number] => [
        T + 60 * i,
        next(5000),
        next(100) / 50,
      ]),
    ),
  );
  // As of one event they would be: never the same of other rows.
  store.revision = next(1e9);
  minutes.revision = next(1e9);
  return { store, minutes };
}

function scene(next: (below: number) => number, of = event(next)): Scene {
  const { extent } = of.store;
  const [first, last] = [extent?.first ?? T, extent?.last ?? T];
  const from = first + 10 * next((last - first) / 10);
  const usual = new DataView(new ArrayBuffer(12 * 60));
  for (let cell = 0; cell < 180; cell++) usual.setUint32(4 * cell, 100 + cell, true);
  return {
    ...known({
      ...of,
      figure: FIGURES[next(4)] ?? "live_viewers",
      second: FIGURES[next(8)] ?? null,
    }),
    settled: last - 10 * next(8),
    span: { from, to: from + 60 + 10 * next(400) },
    usual: next(2) ? { at: T, events: 3, rows: usual } : null,
    zone: new Zone(next(2) ? "UTC" : "Asia/Kolkata"),
    narrow_px: 250 + next(900),
    wide_px: 1200,
    scroller: next(4) > 0,
    held: false,
  };
}

const KEYS = ["x", "y", "min", "max", "tick_values", "tick_labels"];

/** All that a stage draws from. */
function picture(figures: Figures): unknown {
  const models = Object.entries(figures).map(([name, model]) => [
    name,
    [...KEYS, "selected", "fig_margin"].map((key) =>
      JSON.stringify(model.get(key), (_, value) =>
        ArrayBuffer.isView(value) ? [...(value as Float64Array)].map(String) : value,
      ),
    ),
  ]);
  return Object.fromEntries(models);
}

async function paths(figures: Figures): Promise<(string | null)[]> {
  const host = document.createElement("div");
  const life = new AbortController();
  for (const which of ["chart", "overview"] as const)
    mountOwn(figures, which, host, life.signal);
  await Promise.resolve();
  const found = [...host.querySelectorAll("path, .tick")].map(
    (each) => each.getAttribute("d") ?? each.outerHTML,
  );
  life.abort();
  return found;
}

describe("a scene", () => {
  beforeEach(layOut);

  it("is the same picture, whatever was drawn before", async () => {
    for (let seed = 1; seed <= 150; seed++) {
      const next = drawn(seed);
      const same = event(next);
      const figures = ownFigures();
      const plot = new Plot(figures);
      for (let before = next(6); before > 0; before--) {
        if (next(5) === 0) plot.clear();
        plot.draw(scene(next, next(2) ? same : event(next)));
      }
      const last = { ...scene(next, same), scroller: true };
      // Just before, all but one thing as it will be.
      const another = scene(next, event(next));
      const names = Object.keys(last) as (keyof Scene)[];
      const changed = names[next(names.length)] as keyof Scene;
      plot.draw({ ...last, [changed]: another[changed] });
      plot.draw(last);
      const other = ownFigures();
      new Plot(other).draw(last);
      expect(picture(figures), `seed ${seed}`).toEqual(picture(other));
      expect(await paths(figures)).toEqual(await paths(other));
    }
  });

  it("is drawn again where the kernel was found again, and set its own values", () => {
    const one = scene(drawn(5));
    const next = { ...one, narrow_px: one.narrow_px - 1 };
    const [figures, other] = [ownFigures(), ownFigures()];
    const plot = new Plot(figures);
    plot.draw(one);
    figures.y.set({ max: 1 });
    figures.yAxis.set({ tick_values: null, tick_labels: {} });
    plot.draw(next);
    new Plot(other).draw(next);
    expect(picture(figures)).toEqual(picture(other));
    figures.yAxis.set({ tick_values: null, tick_labels: {} });
    plot.draw(one);
    expect([...(figures.yAxis.get("tick_values") as Float64Array)]).not.toEqual([]);
  });

  it("is another picture of another figure", async () => {
    const next = drawn(3);
    const one = scene(next);
    const pictures = FIGURES.map((figure) => {
      const figures = ownFigures();
      new Plot(figures).draw({ ...one, figure });
      return JSON.stringify(picture(figures));
    });
    expect(new Set(pictures).size).toBe(4);
  });

  it("has what is pinned where the chart has it that shows it alone", async () => {
    for (const [i, figure] of FIGURES.entries()) {
      const one = { ...scene(drawn(11 + i)), usual: null, scroller: true };
      const [pinned, alone, without] = [ownFigures(), ownFigures(), ownFigures()];
      const other = FIGURES[(i + 1) % 4] as FigureName;
      new Plot(pinned).draw({ ...one, figure: other, second: figure });
      new Plot(alone).draw({ ...one, figure, second: null });
      new Plot(without).draw({ ...one, figure: other, second: null });
      // By value: each point of the settled line, and of what follows it.
      const [x, y] = ["x", "y"].map((key) =>
        [alone.settled, alone.provisional].flatMap((line) => [
          ...(line.get(key) as Float64Array),
        ]),
      );
      expect([...(pinned.second.get("x") as Float64Array)]).toEqual(x);
      expect([...(pinned.second.get("y") as Float64Array)]).toEqual(y);
      expect(y?.length).toBeGreaterThan(3);
      // Its ticks stand on the lines of the other axis, and its line has room.
      const heights = (axis: "yAxis" | "secondAxis", scale: "y" | "secondY") =>
        [...(pinned[axis].get("tick_values") as Float64Array)].map((value) =>
          (value / Number(pinned[scale].get("max"))).toFixed(9),
        );
      expect(heights("secondAxis", "secondY")).toEqual(heights("yAxis", "y"));
      const known = y?.filter((value) => !Number.isNaN(value)) ?? [];
      expect(pinned.secondY.get("max")).toBeGreaterThan(Math.max(...known));
      // The chart's own figure is drawn as if nothing were pinned.
      for (const name of ["settled", "provisional", "y", "yAxis", "whole"] as const)
        expect(picture(pinned)).toHaveProperty(
          name,
          (picture(without) as Record<string, unknown>)[name],
        );
      expect(pinned.overview.get("fig_margin")).toMatchObject({ right: 38 });
      expect(without.overview.get("fig_margin")).toMatchObject({ right: 4 });
      expect([...(without.second.get("x") as Float64Array)]).toEqual([]);
      expect([...(without.secondAxis.get("tick_values") as Float64Array)]).toEqual([]);
    }
  });
});
