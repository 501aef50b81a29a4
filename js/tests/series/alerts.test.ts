import { describe, expect, it } from "vitest";
import { alertsOf } from "../../src/series/alerts";
import { alarm } from "../known";

describe("alerts", () => {
  it("last from when they fired to when they cleared, or to the newest slot", () => {
    const all = [alarm({ fired: 100, cleared: 160 }), alarm({ fired: 200 })];
    expect(alertsOf(all, 300)).toMatchObject([
      { from: 100, to: 160, on: false },
      { from: 200, to: 300, on: true },
    ]);
    // Of a replay that went back the newest slot may be older.
    expect(alertsOf(all, 50)[1]).toMatchObject({ from: 200, to: 200 });
    expect(alertsOf([], 50)).toEqual([]);
  });

  it("are one where they fired in the same slot, and in order of time", () => {
    const all = [
      alarm({ rule: "a", fired: 200, cleared: 260 }),
      alarm({ rule: "b", fired: 100, cleared: 400 }),
      alarm({ rule: "c", fired: 200 }),
    ];
    const [first, second, ...more] = alertsOf(all, 300);
    expect(first?.from).toBe(100);
    expect(second).toMatchObject({ from: 200, to: 300, on: true });
    expect(second?.alarms.map(({ rule }) => rule)).toEqual(["a", "c"]);
    expect(more).toEqual([]);
  });
});
