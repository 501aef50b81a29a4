import { describe, expect, it } from "vitest";
import { MISSING } from "../../src/contract.gen";
import { compose } from "../../src/picture/compose";
import { BOTTOM, LEFT, RIGHT } from "../../src/picture/look";
import { cut } from "../../src/picture/measure";
import { nameOf } from "../../src/picture/name";
import type { Shown } from "../../src/picture/shown";
import { alertsOf } from "../../src/series/alerts";
import { Minutes } from "../../src/series/minutes";
import { itemsOf } from "../../src/series/sheet";
import { Store } from "../../src/series/store";
import type { Scene } from "../../src/stage/scene";
import { Zone } from "../../src/words/zone";
import { rows as slotRows, slots } from "../fake-model";
import { alarm, known, minuteRows } from "../known";

const T = 1_700_000_040;
const VALUES = Array.from({ length: 181 }, (_, i) =>
  i >= 60 && i < 70 ? MISSING : 900 + Math.round(90 * Math.sin(i / 9)),
);

function shown(told: Partial<Scene> = {}, more: Partial<Shown> = {}): Shown {
  const store = new Store();
  store.snapshot(1, slots(T, VALUES));
  const minutes = new Minutes();
  const rows = Array.from({ length: 30 }, (_, i) => [T + 60 * i, 1500 + i, i / 20]);
  minutes.snapshot(1, minuteRows(...(rows as [number, number, number][])));
  return {
    name: "Town hall",
    id: "1_k2m4x9a1",
    scene: {
      ...known({ store, minutes, settled: T + 1800 }),
      span: { from: T, to: T + 1800 },
      usual: null,
      zone: new Zone("UTC"),
      narrow_px: 1000,
      wide_px: 1000,
      scroller: false,
      held: false,
      ...told,
    },
    alerts: [],
    alarms: [],
    earlier: 0,
    ...more,
  };
}

/** As a page of its own would read it. */
function read(svg: string): Document {
  const page = new DOMParser().parseFromString(svg, "image/svg+xml");
  expect(page.querySelector("parsererror")).toBeNull();
  expect(page.documentElement.tagName).toBe("svg");
  return page;
}

const said = (svg: string): string[] =>
  [...read(svg).querySelectorAll("text")].map((each) => each.textContent ?? "");

const number = (label: string): number =>
  Number(label.replace("k", "")) * (label.endsWith("k") ? 1000 : 1);

/** The points of the settled line, by the axes that the picture itself has. */
function points(svg: string): [number, number][][] {
  const page = read(svg);
  const ticks = [...page.querySelectorAll("text")]
    .filter((each) => Number(each.getAttribute("x")) === LEFT - 12)
    .map((each) => [
      number(each.textContent ?? ""),
      Number(each.getAttribute("y")) - 5,
    ]);
  const [low, high] = [ticks[0], ticks.at(-1)] as [number[], number[]];
  const per = ((high[0] ?? 0) - (low[0] ?? 0)) / ((high[1] ?? 0) - (low[1] ?? 0));
  const d = page.querySelector(".settled")?.getAttribute("d") ?? "";
  return d
    .split("M")
    .slice(1)
    .map((run) =>
      run
        .replace("Z", "")
        .split("L")
        .map((point): [number, number] => {
          const [x = 0, y = 0] = point.split(",").map(Number);
          return [x, (y - BOTTOM) * per];
        }),
    );
}

describe("a picture", () => {
  it("gives the series back within half a pixel, its gap included", () => {
    const runs = points(compose(shown()));
    expect(runs).toHaveLength(2);
    const all = runs.flat();
    const kept = VALUES.map((value, i) => [i, value] as const).filter(
      ([, value]) => value !== MISSING,
    );
    expect(all).toHaveLength(kept.length);
    // Half a pixel of a plot that is some 400 high, up to 1,200 attendees.
    const half = (0.5 * 1200) / 400;
    kept.forEach(([i, value], at) => {
      const [x, y] = all[at] as [number, number];
      expect(Math.abs(x - (LEFT + (i / 180) * (RIGHT - LEFT)))).toBeLessThan(0.5);
      expect(Math.abs(y - value)).toBeLessThan(half);
    });
  });

  it("draws minutes as steps, in the unit of its axis", () => {
    const svg = compose(shown({ figure: "avg_bitrate_kbps" }));
    const [run = []] = points(svg);
    expect(run[0]?.[1]).toBeCloseTo(1.5, 2);
    expect(run.at(-1)?.[1]).toBeCloseTo(1.529, 2);
    expect(said(svg)).toContain("Average bitrate, Mbps");
    expect(said(svg)).toContain("Lowest 1.50 Mbps, highest 1.53 Mbps");
  });

  it("says which event it is of, when, in which zone, and how far it goes", () => {
    const words = said(compose(shown({ zone: new Zone("Europe/Paris") })));
    expect(words[0]).toBe("Town hall");
    expect(words[1]).toBe(
      "Attendees, 14 Nov 2023, 23:14 to 23:44 GMT+1 (Europe/Paris)".replace(
        "GMT+1",
        new Zone("Europe/Paris").abbreviation(T),
      ),
    );
    expect(words).toContain("Lowest 810, highest 990 attendees");
    expect(words.filter((each) => each.startsWith("Time, "))).toHaveLength(1);
    expect(words.filter((each) => each.startsWith("Settled"))).toEqual([]);
  });

  it("names both days, both clocks and seconds where they are needed", () => {
    const zone = new Zone("Europe/Paris");
    const change = 1_792_890_000; // 2026-10-25T01:00:00Z
    const span = { from: change - 86_400, to: change + 7200 };
    const [, when = ""] = said(compose(shown({ zone, span })));
    const [summer, winter] = [span.from, span.to].map((at) => zone.abbreviation(at));
    expect(when).toBe(
      `Attendees, 24 Oct 2026, 03:00 ${summer} to 25 Oct 2026, 04:00 ${winter} (Europe/Paris)`,
    );
    const minute = { from: T, to: T + 60 };
    expect(said(compose(shown({ span: minute })))[1]).toMatch(
      /22:14:00 to 22:15:00 UTC/,
    );
  });

  it("writes a hostile name as letters", () => {
    const name = "</text><script>alert(1)</script>&\"'\u202e\u0000\ud800]]> é";
    const svg = compose(shown({}, { name }));
    expect(svg).not.toContain("<script");
    expect(said(svg)[0]).toBe("</text><script>alert(1)</script>&\"' ]]> é");
    expect(read(svg).querySelectorAll("script")).toHaveLength(0);
    const sheet = itemsOf([{ title: '"><image href="x"/>', at: T, end: null }]);
    expect(read(compose(shown({ sheet }))).querySelectorAll("image")).toHaveLength(0);
  });

  it("has the run sheet, the alerts and the limit of what it shows", () => {
    const sheet = itemsOf([
      { title: "Welcome", at: T - 60, end: null },
      { title: "Product demo", at: T + 600, end: null },
    ]);
    const alarms = [alarm({ fired: T + 900, cleared: T + 1200, above: 0.8 })];
    const alerts = alertsOf(alarms, T + 1800);
    const figure = "avg_buffering_s_per_min";
    const svg = compose(shown({ sheet, figure }, { alarms, alerts }));
    const words = said(svg);
    for (const each of ["Welcome", "Product demo", "alert above 0.8", "alert"])
      expect(words).toContain(each);
    // A pole for what begins in the window.
    expect(read(svg).querySelectorAll(".pole")).toHaveLength(1);
    const box = read(svg).querySelector(".alert");
    expect(Number(box?.getAttribute("x"))).toBeCloseTo(LEFT + (RIGHT - LEFT) / 2);
    const other = said(compose(shown({ sheet }, { alarms, alerts })));
    expect(other).not.toContain("alert above 0.8");
    const beyond = [alarm({ fired: T, cleared: T + 60, above: 50 })];
    expect(said(compose(shown({ figure }, { alarms: beyond })))).not.toContain(
      "alert above 50",
    );
  });

  it("has what is estimated and what is usual, and says so", () => {
    const settled = T + 1740;
    const estimates = [1750, 1760].map((after) => ({
      start: T + after,
      ...{ viewers: 950, low: 900, high: 1000 },
    }));
    const rows = new DataView(new ArrayBuffer(12 * 40));
    for (let cell = 0; cell < 120; cell++) rows.setUint32(4 * cell, 700, true);
    const usual = { at: T, events: 3, rows };
    const svg = compose(shown({ settled, estimates, usual }, { earlier: 3 }));
    const words = said(svg);
    expect(words).toContain("estimated");
    expect(words).toContain("usual: lowest, median and highest of 3 earlier events");
    expect(words.at(-1)).toMatch(/^Settled to .* UTC$/);
    const one = said(compose(shown({ usual }, { earlier: 1 })));
    expect(one).toContain("usual: lowest, median and highest of an earlier event");
    const store = new Store();
    store.cadence_s = 60;
    store.snapshot(1, slots(T, [5, 6]));
    const slow = compose(shown({ store, settled: T, figure: "dvr_viewers" }));
    expect(slow).not.toContain("NaN");
  });

  it("has what is pinned, on an axis of its own at the right", () => {
    const second = "avg_buffering_s_per_min";
    const svg = compose(shown({ second }));
    const words = said(svg);
    expect(words).toContain("Average buffering, s per min");
    expect(words).toContain("Average buffering, s per min (right axis)");
    const page = read(svg);
    const runs = page.querySelector(".second")?.getAttribute("d")?.split("L") ?? [];
    // A step for each of thirty minutes, from 0 to 1.45 of 1.5.
    expect(runs).toHaveLength(60);
    const right = Number(runs.at(-1)?.split(",")[0]);
    expect(right).toBe(RIGHT - 56);
    const numbers = [...page.querySelectorAll("text")].filter(
      (each) => Number(each.getAttribute("x")) === right + 12,
    );
    const [zero, top] = [numbers[0], numbers.at(-1)].map((each) => [
      number(each?.textContent ?? ""),
      Number(each?.getAttribute("y")) - 5,
    ]) as [number[], number[]];
    const per = ((top[0] ?? 0) - (zero[0] ?? 0)) / ((top[1] ?? 0) - (zero[1] ?? 0));
    const height = Number(runs.at(-1)?.split(",")[1]) - BOTTOM;
    expect(height * per).toBeCloseTo(29 / 20, 2);
    // The other line has less room, and is where it was.
    const settled = page.querySelector(".settled")?.getAttribute("d") ?? "";
    expect(settled).toContain(`L${right},`);
    expect(words[0]).toBe("Town hall");
  });

  it("leaves out what has no room, and what is not of its window", () => {
    const sheet = itemsOf([
      { title: "Something with a long name", at: T + 600, end: T + 602 },
      { title: "Much later", at: T + 7200, end: null },
    ]);
    const alarms = [
      alarm({ fired: T + 7200, cleared: T + 7260 }),
      alarm({ rule: "Few", figure: "live_viewers", above: null, below: 850, fired: T }),
      alarm({ rule: "Any", figure: "live_viewers", above: null, fired: T }),
    ];
    const alerts = alertsOf(alarms, T + 1800);
    const svg = compose(shown({ sheet }, { alarms, alerts }));
    const words = said(svg);
    expect(words).not.toContain("Something with a long name");
    expect(words).not.toContain("Much later");
    expect(words).toContain("alert below 850");
    expect(read(svg).querySelectorAll(".alert")).toHaveLength(1);
  });

  it("of minutes has nothing that may still change", () => {
    const told = { figure: "avg_bitrate_kbps", settled: null } as const;
    const words = said(compose(shown(told)));
    expect(words).not.toContain("estimated");
    expect(words.filter((each) => each.startsWith("Settled"))).toEqual([]);
  });

  it("of a source that counts seldom dashes what may still change", () => {
    const rows = Array.from({ length: 30 }, (_, i) => [T + 60 * i, 500 + i, 5]);
    const store = new Store();
    store.cadence_s = 60;
    store.snapshot(1, slotRows(...(rows as [number, number, number][])));
    const words = said(compose(shown({ store, settled: T + 1500 })));
    expect(words).toContain("may still change");
    const minutes = said(
      compose(shown({ store, settled: T, figure: "avg_buffering_s_per_min" })),
    );
    expect(minutes).not.toContain("may still change");
  });

  it("of a window without data says so", () => {
    const span = { from: T - 7200, to: T - 3600 };
    const words = said(compose(shown({ span })));
    expect(words.filter((each) => each === "No data in this window")).toHaveLength(2);
  });
});

describe("a name of a picture's file", () => {
  it("is safe on any system", () => {
    const span = "_window_20231114T221400Z_20231114T224400Z.png";
    expect(nameOf(shown(), "png")).toBe(`1_k2m4x9a1${span}`);
    expect(nameOf(shown({}, { id: "../../etc/passwd" }), "png")).toBe(
      `etc_passwd${span}`,
    );
    expect(nameOf(shown({}, { id: "//" }), "png")).toBe(`event${span}`);
  });
});

describe("a title", () => {
  const width = (text: string) => text.length;

  it("is cut by words, or by letters where it has none", () => {
    expect(cut("Town hall", 20, width)).toBe("Town hall");
    expect(cut("Town hall of all", 10, width)).toBe("Town hall…");
    const long = cut("x".repeat(500), 10, width);
    expect(long).toMatch(/^x+…$/);
    expect(long.length).toBeLessThanOrEqual(10);
    expect(cut("xx", 0, width)).toBe("");
  });
});
