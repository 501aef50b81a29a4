import { describe, expect, it } from "vitest";
import { wrapModel } from "../../src/host/model";
import { edgeOf, estimatesOf } from "../../src/series/estimates";
import { FakeModel, LATEST } from "../fake-model";

const T = 1_700_000_000;
const estimate = (start: number) => ({ start, viewers: 5, low: 4, high: 7 });

describe("estimates", () => {
  it("are told one after the other from the newest settled slot on", () => {
    const of = (values: object) => estimatesOf(wrapModel(new FakeModel({ ...values })));
    const latest = { ...LATEST, settled: T };
    expect(of({ latest, estimates: [5, 1, 2] })).toEqual([estimate(T + 10)]);
    expect(of({ latest, estimates: [] })).toEqual([]);
    expect(of({ latest, estimates: [null, null, 5, 1, 2, null, 5, 1, 2] })).toEqual([
      estimate(T + 30),
      estimate(T + 50),
    ]);
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
