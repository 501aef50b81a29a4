import { describe, expect, it } from "vitest";
import type { Card } from "../../src/contract.gen";
import { change, curveOf } from "../../src/wall/curve";

describe("a card's curve", () => {
  it("goes from zero to its own peak, and breaks where a value is missing", () => {
    const { line, area, dot } = curveOf([0, 5, null, 10, 5]);
    expect(line).toBe("M0.0 1000.0L250.0 500.0M750.0 0.0L1000.0 500.0");
    expect(area).toBe(
      "M0.0 1000.0L0.0 1000.0L250.0 500.0L250.0 1000.0Z" +
        "M750.0 1000.0L750.0 0.0L1000.0 500.0L1000.0 1000.0Z",
    );
    expect(dot).toEqual({ x: 1, y: 0.5 });
  });

  it("shows one value alone, and none at all", () => {
    expect(curveOf([7]).line).toBe("M0.0 0.0L1.0 0.0");
    expect(curveOf([])).toEqual({ line: "", area: "", dot: null });
    expect(curveOf([3, null]).dot).toBeNull();
    // Nobody watched: on the ground, and not in the middle of nowhere.
    expect(curveOf([0, 0]).line).toBe("M0.0 1000.0L1000.0 1000.0");
  });

  it("tells the change in a span, where both ends are known", () => {
    const card = (curve: Card["curve"], cadence_s = 10) =>
      ({ curve, cadence_s }) as Card;
    const rising = Array.from({ length: 40 }, (_, n) => n);
    expect(change(card(rising))).toEqual({ by: 30, within_s: 300 });
    expect(change(card(rising.slice(0, 30)))).toBeNull();
    expect(change(card([...rising, null]))).toBeNull();
    // Of values that are far apart it is from one to the next, and says over how long.
    expect(change(card([4, 9], 3600))).toEqual({ by: 5, within_s: 3600 });
    expect(change(card([4, 9, 7], 240))).toEqual({ by: -2, within_s: 240 });
    expect(change(card([4], 3600))).toBeNull();
  });
});
