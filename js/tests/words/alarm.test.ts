import { describe, expect, it } from "vitest";
import { alertsOf } from "../../src/series/alerts";
import { alarmText, alertText, forms } from "../../src/words/alarm";
import { Zone } from "../../src/words/zone";
import { alarm } from "../known";

const T = 1_700_000_040; // 22:14
const UTC = new Zone("UTC");
const BUFFERING = alarm({ fired: T });
const OVER = alarm({ fired: T, cleared: T + 540 });

const of = (...alarms: (typeof BUFFERING)[]) => alertsOf(alarms, T + 900);

describe("the labels of an alert", () => {
  it("are its name, its figure with the limit, and its figure", () => {
    expect(forms(of(BUFFERING)[0] as never)).toEqual([
      "Average buffering above 0.8 s per minute viewed for 3 min",
      "Buffering above 0.8",
      "Buffering",
    ]);
    const few = { above: null, below: 1200.5, figure: "live_viewers" } as const;
    expect(forms(of(alarm(few))[0] as never).slice(1)).toEqual([
      "Attendees below 1,200.5",
      "Attendees",
    ]);
  });

  it.each([
    { figure: null, rule: "Players stall" },
    { above: null, rule: "Players stall" },
  ])("are its name where the limit is not known: %o", (told) => {
    expect(forms(of(alarm(told))[0] as never)).toEqual(["Players stall"]);
  });

  it("are how many there are where several fired at once", () => {
    const both = of(alarm({ rule: "a" }), alarm({ rule: "b" }))[0];
    expect(forms(both as never)).toEqual(["a; b", "2 alerts"]);
  });

  it("say in full when it was on", () => {
    const [on, over] = [of(BUFFERING)[0], of(OVER)[0]];
    expect(alertText(on as never, true, UTC)).toMatch(/3 min, alert since 22:14, on$/);
    expect(alertText(over as never, false, UTC)).toMatch(/, alert 22:14 to 22:23$/);
  });
});

describe("what is told of alerts", () => {
  it("is the figure, the limit, since when, and what it was", () => {
    expect(alarmText([BUFFERING], T + 900, UTC)).toBe(
      "Alert: average buffering above 0.8 s per min, since 22:14; 1.10 s per min when" +
        " it fired.",
    );
  });

  it("names a rule that has a name of its own", () => {
    const named = alarm({ fired: T, rule: "Players stall", value: null });
    expect(alarmText([named], T + 900, UTC)).toBe(
      "Alert: Players stall: average buffering above 0.8 s per min, since 22:14.",
    );
  });

  it("is the name alone where nothing else is known", () => {
    const unknown = alarm({ fired: T, rule: "No plays for 1 min", figure: null });
    expect(alarmText([unknown], T + 900, UTC)).toBe(
      "Alert: No plays for 1 min, since 22:14.",
    );
  });

  it("names another that is on, and counts several", () => {
    const more = [BUFFERING, alarm({ rule: "Full hall", fired: T + 60 }), OVER];
    expect(alarmText(more, T + 900, UTC)).toMatch(/it fired\. Also on: Full hall\.$/);
    more.push(alarm({ rule: "x", fired: T + 70 }));
    expect(alarmText(more, T + 900, UTC)).toMatch(/it fired\. 2 more on\.$/);
  });

  it("is for a while that it is over, and nothing after that", () => {
    expect(alarmText([OVER], T + 600, UTC)).toBe(
      "Alert over: average buffering above 0.8 s per min, 22:14 to 22:23.",
    );
    expect(alarmText([OVER], T + 540 + 301, UTC)).toBe("");
    expect(alarmText([], T, UTC)).toBe("");
  });

  it("is nothing where nothing is of this moment", () => {
    expect(alarmText([BUFFERING, OVER], null, UTC)).toBe("");
  });
});
