import { describe, expect, it } from "vitest";
import { Announcer } from "../../src/words/announce";

describe("Announcer", () => {
  it("speaks of a change of state at once and of attendees once a minute", () => {
    const announcer = new Announcer();
    expect(announcer.next("Live", 10, 0)).toBe("Live, 10 attendees now");
    expect(announcer.next("Live", 11, 30)).toBeNull();
    expect(announcer.next("Live", 12, 60)).toBe("12 attendees now");
    expect(announcer.next("Live", 12, 300)).toBeNull();
    expect(announcer.next("Ended", null, 301)).toBe("Ended");
    expect(announcer.next("Stopped", 12, 302, "attendees then")).toBe(
      "Stopped, 12 attendees then",
    );
  });

  it("speaks of an alert once, and of another one again", () => {
    const announcer = new Announcer();
    const next = (now: number, alarm: string, live = 10): string | null =>
      announcer.next("Live", live, now, "attendees now", alarm);
    expect(next(0, "")).toBe("Live, 10 attendees now");
    expect(next(10, "Alert: a.")).toBe("Alert: a. 10 attendees now");
    expect(next(20, "Alert: a.")).toBeNull();
    expect(next(30, "Alert over: a.")).toBe("Alert over: a. 10 attendees now");
    expect(next(40, "")).toBeNull();
    expect(next(200, "", 11)).toBe("11 attendees now");
    expect(next(210, "Alert: a.")).toMatch(/^Alert: a\./);
  });

  it("speaks of what begins once, and of nothing where nothing runs", () => {
    const announcer = new Announcer();
    const next = (now: number, item?: string, alarm = ""): string | null =>
      announcer.next("Live", 10, now, "attendees now", alarm, item);
    expect(next(0)).toBe("Live, 10 attendees now");
    expect(next(1, "Results")).toBe("Now: Results. 10 attendees now");
    for (const now of [2, 3, 100]) expect(next(now, "Results")).toBeNull();
    expect(next(101, "Q&A", "Alert: a.")).toBe("Alert: a. Now: Q&A. 10 attendees now");
    expect(next(102, "", "Alert: a.")).toBeNull();
    expect(next(103, "Q&A", "Alert: a.")).toBe("Now: Q&A. 10 attendees now");
  });
});
