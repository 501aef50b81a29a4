import { describe, expect, it } from "vitest";
import { type Points, type Stretch, thin } from "../../src/series/thin";

const T = 1_700_000_000;

function stretch(values: number[], starts?: number[], cadence_s = 10): Stretch {
  const start = starts ?? values.map((_, i) => T + 10 * i);
  return { start, value: values, begin: 0, end: values.length, cadence_s };
}

/** Seeded noise, so that a failure can be seen again. */
function noise(n: number, seed = 7): number[] {
  let s = seed;
  return Array.from({ length: n }, () => {
    s = (s * 16_807) % 2_147_483_647;
    return s % 1000;
  });
}

const points = ({ x, y }: Points): [number, number][] =>
  x
    .map((each, i): [number, number] => [each, y[i] as number])
    .filter(([, v]) => !Number.isNaN(v));
const breaks = ({ y }: Points): number => y.filter(Number.isNaN).length;

describe("thin", () => {
  it("leaves a short series as it is", () => {
    const { x, y } = thin(stretch([1, 2, 3]), 800);
    expect(x).toEqual([T, T + 10, T + 20]);
    expect(y).toEqual([1, 2, 3]);
  });

  it("breaks the line where a slot is missing, once for each hole", () => {
    const line = thin(stretch([1, 2, 3, 4], [T, T + 10, T + 50, T + 100]), 800);
    expect(line.y).toEqual([1, 2, Number.NaN, 3, Number.NaN, 4]);
  });

  it("breaks it by the cadence, at moments of their own", () => {
    const starts = [0, 60, 121, 179, 269, 360, 3600].map((at) => T + 7 + at);
    const line = thin(stretch([1, 2, 3, 4, 5, 6, 7], starts, 60), 800);
    const nan = Number.NaN;
    expect(line.y).toEqual([1, 2, 3, 4, 5, nan, 6, nan, 7]);
    expect(line.x[5]).toBe((starts[4] as number) + 60);
    const days = Array.from({ length: 1100 }, (_, day) => T + 86_400 * day);
    expect(breaks(thin(stretch(noise(1100), days, 86_400), 800))).toBe(0);
  });

  it("breaks it where a value is not known, and not at the ends", () => {
    const nan = Number.NaN;
    expect(thin(stretch([nan, 1, nan, nan, 2, nan]), 800).y).toEqual([1, nan, 2]);
  });

  it("gives nothing of nothing", () => {
    expect(thin(stretch([]), 800)).toMatchObject({ x: [], y: [] });
    expect(thin(stretch([Number.NaN]), 800)).toMatchObject({ x: [], y: [] });
  });

  it("keeps to the limit, and invents no point", () => {
    const values = noise(8640);
    const line = thin(stretch(values), 800);
    expect(line.x.length).toBeLessThanOrEqual(1600);
    expect(line.x.length).toBeGreaterThan(1000);
    for (const [x, y] of points(line)) expect(values[(x - T) / 10]).toBe(y);
    expect(line.x).toEqual([...line.x].sort((a, b) => a - b));
    expect(breaks(line)).toBe(0);
  });

  it("keeps every extreme", () => {
    const values = noise(8640);
    values[4321] = 5000;
    values[77] = -5000;
    const { y } = thin(stretch(values), 500);
    expect(Math.max(...y)).toBe(5000);
    expect(Math.min(...y)).toBe(-5000);
  });

  it("keeps holes, before, within and after the points that a bucket shows", () => {
    const values = noise(8640);
    for (const i of [50, 51, 3000, 8000]) values[i] = Number.NaN;
    const line = thin(stretch(values), 800);
    expect(breaks(line)).toBe(3);
  });

  it("joins no two points across a hole, wherever in a bucket it lies", () => {
    for (let hole = 100; hole < 130; hole++) {
      const values = noise(3000, hole);
      values[hole] = Number.NaN;
      const line = thin(stretch(values), 200, 400);
      const at = T + 10 * hole;
      const before = line.x.findLastIndex((x, i) => x < at && !Number.isNaN(line.y[i]));
      expect(line.y[before + 1]).toBeNaN();
    }
  });

  it("keeps to the limit where every other slot is missing", () => {
    const starts = Array.from({ length: 8640 }, (_, i) => T + 20 * i);
    const line = thin(stretch(noise(8640), starts), 800);
    expect(line.x.length).toBeLessThanOrEqual(1600);
    expect(breaks(line)).toBeGreaterThan(300);
  });

  it("coarsens a short series too when its breaks are too many", () => {
    const starts = Array.from({ length: 1500 }, (_, i) => T + 20 * i);
    expect(thin(stretch(noise(1500), starts), 800).x.length).toBeLessThanOrEqual(1600);
  });

  it("shows a flat stretch by one point of each bucket", () => {
    const line = thin(stretch(new Array(4000).fill(5)), 100, 400);
    expect(line.x.length).toBe(100);
  });

  it("takes a part of the series", () => {
    const part = { ...stretch([1, 2, 3, 4]), begin: 1, end: 3 };
    expect(thin(part, 800).y).toEqual([2, 3]);
  });

  it("ends even when there is room for no point", () => {
    expect(thin(stretch([1, 2, 3]), 0, 1).x.length).toBeLessThanOrEqual(2);
  });
});
