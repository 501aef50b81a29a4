import { describe, expect, it } from "vitest";
import { MISSING } from "../../src/contract.gen";
import { usualIn } from "../../src/series/usual";
import { rows } from "../fake-model";

const T = 1_700_000_040;
const WHOLE = { from: T, to: T + 3600 };
const GAP: [number, number, number] = [MISSING, MISSING, MISSING];

const told = (...all: [number, number, number][]) => ({
  at: T,
  events: 3,
  rows: rows(...all),
});
const minutes = (x: number[]) => x.map((each) => (each - T) / 60);

describe("what is usual", () => {
  it("is a band around the lowest and the highest, and the median, at mid-minute", () => {
    const { band, median } = usualIn(told([1, 2, 4], [2, 3, 5]), WHOLE);
    expect(minutes(band.x)).toEqual([0.5, 1.5, 1.5, 0.5]);
    expect(band.y).toEqual([4, 5, 2, 1]);
    expect(minutes(median.x)).toEqual([0.5, 1.5]);
    expect(median.y).toEqual([2, 3]);
  });

  it("is broken where nobody has data", () => {
    const { band, median } = usualIn(told([1, 2, 4], GAP, GAP, [2, 3, 5]), WHOLE);
    expect(band.y).toEqual([4, 1, Number.NaN, 5, 2]);
    expect(median.y).toEqual([2, Number.NaN, 3]);
    expect(minutes(median.x)).toEqual([0.5, 3.5, 3.5]);
  });

  it("begins and ends with a gap as with anything else", () => {
    const { band, median } = usualIn(told(GAP, [1, 2, 4], GAP), WHOLE);
    expect(band.y).toEqual([4, 1]);
    expect(median.y).toEqual([2]);
  });

  it("is cut to the window, and a minute beyond either edge", () => {
    const course = Array.from({ length: 100 }, (_, n): [number, number, number] => [
      n,
      n,
      n,
    ]);
    const { median } = usualIn(told(...course), { from: T + 600, to: T + 900 });
    expect(median.y).toEqual([9, 10, 11, 12, 13, 14, 15]);
    const later = usualIn(told(...course), { from: T + 9000, to: T + 9900 });
    expect(later.median.y).toEqual([]);
  });

  it("is nothing without earlier events", () => {
    expect(usualIn(null, WHOLE)).toEqual({
      band: { x: [], y: [] },
      median: { x: [], y: [] },
    });
  });
});
