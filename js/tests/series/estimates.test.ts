import { describe, expect, it } from "vitest";
import { wrapModel } from "../../src/host/model";
import { edgeOf, estimatesOf } from "../../src/series/estimates";
import { FakeModel, LATEST } from "../fake-model";

const T = 1_700_000_000;
const estimate = (start: number) => ({ start, viewers: 5, low: 4, high: 7 });

describe("estimates", () => {
  it("are told by the seconds after the newest settled slot", () => {
    const of = (values: object) => estimatesOf(wrapModel(new FakeModel({ ...values })));
    const latest = { ...LATEST, settled: T };
    expect(of({ latest, estimates: [10, 5, 4, 7] })).toEqual([estimate(T + 10)]);
    expect(of({ latest, estimates: [] })).toEqual([]);
    const early = { ...LATEST, settled: null };
    expect(of({ latest: early, estimates: [T, 5, 4, 7] })).toEqual([estimate(T)]);
  });

  it("are drawn apart where one between is missing", () => {
    const { line, band } = edgeOf([estimate(T), estimate(T + 20)], null);
    expect(line.x).toEqual([T, T + 20, T + 20]);
    expect(line.y).toEqual([5, Number.NaN, 5]);
    expect(band.y).toEqual([7, 4, Number.NaN, 7, 4]);
  });

  it("do not go on from a settled slot before a gap", () => {
    const last = { start: T - 60, viewers: 9, low: 9, high: 9 };
    expect(edgeOf([estimate(T)], last).line.y).toEqual([9, Number.NaN, 5]);
  });
});
