import { describe, expect, it } from "vitest";
import { MISSING } from "../../src/contract.gen";
import { Minutes } from "../../src/series/minutes";
import { newestOf, sparkOf } from "../../src/series/spark";
import { Store } from "../../src/series/store";
import { slots } from "../fake-model";
import { known, minuteRows } from "../known";

const T = 1_700_000_040;

function stored(values: number[]): Store {
  const store = new Store();
  store.snapshot(1, slots(T, values));
  return store;
}

describe("the newest values of a figure", () => {
  it("are half an hour of settled slots, wherever the chart is", () => {
    const store = stored(Array.from({ length: 400 }, (_, i) => i));
    const of = known({ store, settled: T + 3940 });
    const { from, to, x, y } = newestOf(of, "live_viewers");
    expect([from, to]).toEqual([T + 3940 - 1790, T + 3940]);
    expect([x[0], y[0]]).toEqual([from, 215]);
    expect([x.at(-1), y.at(-1)]).toEqual([to, 394]);
    expect(x.length).toBeLessThanOrEqual(120);
    // Values of a moment do not fill up.
    store.cadence_s = 60;
    expect(newestOf(of, "live_viewers").to).toBe(T + 3990);
  });

  it("are of full minutes where the figure is", () => {
    const minutes = new Minutes();
    const all = Array.from({ length: 40 }, (_, i) => [T + 60 * i, i, 1] as const);
    minutes.snapshot(1, minuteRows(...all.map((each) => [...each] as never)));
    const { x, y } = newestOf(known({ minutes }), "avg_bitrate_kbps");
    expect(x).toHaveLength(30);
    expect([x[0], y[0], y.at(-1)]).toEqual([T + 600, 10, 39]);
  });

  it("are none where nothing is known", () => {
    const { x } = newestOf(known(), "live_viewers");
    expect(sparkOf(newestOf(known(), "live_viewers")).line).toBe("");
    expect(x).toEqual([]);
  });
});

describe("a small curve", () => {
  it("is between its lowest and its highest, and ends in a dot", () => {
    const { line, dot } = sparkOf({ x: [0, 10, 20], y: [1, 3, 2], from: 0, to: 20 });
    expect(line).toBe("M0.0 1000.0h0.1L500.0 0.0L1000.0 500.0");
    expect(dot).toEqual({ x: 1, y: 0.5 });
  });

  it("makes no mountain of what hardly differs", () => {
    const { line } = sparkOf({ x: [0, 10], y: [100, 101], from: 0, to: 10 });
    expect(line).toBe("M0.0 524.8h0.1L1000.0 475.2");
    const none = sparkOf({ x: [0, 10], y: [0, 0], from: 0, to: 10 });
    expect(none.line).toBe("M0.0 500.0h0.1L1000.0 500.0");
  });

  it("is broken where a value is missing", () => {
    const store = stored([10, 20, MISSING, MISSING, MISSING, 10]);
    const spark = sparkOf(newestOf(known({ store, settled: T + 50 }), "live_viewers"));
    expect(spark.line.match(/M/g)).toHaveLength(2);
    expect(spark.dot).toEqual({ x: 1, y: 1 });
  });

  it("is none of one value alone", () => {
    expect(sparkOf({ x: [5], y: [7], from: 0, to: 5 })).toEqual({
      line: "",
      dot: null,
    });
  });
});
