import { describe, expect, it } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { alarm } from "../known";
import { type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_040;
const NOW = T + 5400;
const SETTLED = { ...LATEST, settled: T + 5340, data_age_s: 4, received_at: NOW };
const OVER = alarm({ fired: T + 4050, cleared: T + 4500 });
const ON = alarm({ fired: T + 5220 });
const pane = stage(NOW, {
  history: { seq: 1, rows: slots(T, new Array(541).fill(40)) },
  latest: SETTLED,
});

const names = ({ root }: Mounted): (string | null)[] =>
  [...root.querySelectorAll(".wp-alerts .wp-flag")].map((each) => each.textContent);
const spans = ({ root }: Mounted): string[][] =>
  [...root.querySelectorAll<HTMLElement>(".wp-of-alerts")].map(({ style }) => [
    style.left,
    style.width,
  ]);

describe("alerts on the chart", () => {
  it("are not there before the first, and then the lane stays", async () => {
    const mounted = pane();
    await pass();
    const lane = mounted.find(".wp-alerts");
    expect(lane.hidden).toBe(true);
    expect(mounted.find(".wp-chart").dataset["alerted"]).toBeUndefined();
    mounted.model.receive({ alarms: [OVER] });
    await pass();
    expect(lane.hidden).toBe(false);
    mounted.model.receive({ window_s: 300 });
    await pass();
    expect(names(mounted)).toEqual([]);
    expect(lane.hidden).toBe(false);
    expect(mounted.find(".wp-chart").dataset["alerted"]).toBe("true");
  });

  it("have a span each, and as long a label as there is room", async () => {
    const mounted = pane({ alarms: [OVER, ON] });
    await pass();
    expect(spans(mounted)).toEqual([
      ["25%", "25%"],
      ["90%", "10%"],
    ]);
    expect(names(mounted)).toEqual(["Buffering above 0.8", "Buffering"]);
    const [over, on] = mounted.root.querySelectorAll(".wp-alerts .wp-flag");
    expect(over?.getAttribute("aria-label")).toMatch(/, alert 23:21 to 23:29$/);
    expect(over?.hasAttribute("aria-current")).toBe(false);
    expect(on?.getAttribute("aria-label")).toMatch(/, alert since 23:41, on$/);
    expect(on?.getAttribute("aria-current")).toBe("true");
    // What was told is not taken back.
    expect(on?.hasAttribute("aria-keyshortcuts")).toBe(false);
    const ticks = [...mounted.root.querySelectorAll<HTMLElement>(".wp-atick")];
    expect(ticks.map(({ style }) => [style.left, style.width])).toEqual([
      ["75%", "8.33%"],
      ["96.67%", "3.33%"],
    ]);
  });

  it("have all their spans where one lasts longer than the next", async () => {
    const long = alarm({ rule: "long", fired: T + 3000, cleared: T + 5200 });
    const mounted = pane({ alarms: [long, OVER] });
    await pass();
    expect(spans(mounted)).toEqual([
      ["0%", "88.89%"],
      ["25%", "25%"],
    ]);
    expect(names(mounted)[0]).toBe("long");
  });

  it("are shown alone when their label is pressed", async () => {
    const mounted = pane({ alarms: [OVER] });
    await pass();
    mounted.find(".wp-alerts .wp-flag").click();
    await pass();
    expect(span(mounted)).toEqual({ from: T + 4050, to: T + 4500 });
  });
});

describe("the limit of an alert", () => {
  const lines = ({ root }: Mounted): (string | null)[][] =>
    [...root.querySelectorAll<HTMLElement>(".wp-limit")].map((each) => [
      each.textContent,
      each.style.top,
    ]);
  const few = { figure: "live_viewers", above: null } as const;

  it("is a line while its figure is shown, once for all that have it", async () => {
    const seldom = { ...few, rule: "Few", below: 30 };
    const low = [OVER, ON].map((each) => ({ ...each, above: 0.1 }));
    const alarms = [...low, alarm({ fired: T, ...seldom })];
    const mounted = pane({ alarms });
    await pass();
    // The curve is at 40, and the axis goes to 44.
    expect(lines(mounted)).toEqual([["alert below 30", "31.82%"]]);
    mounted.model.receive({ figure: "avg_buffering_s_per_min" });
    await pass();
    expect(lines(mounted).map(([said]) => said)).toEqual(["alert above 0.1"]);
  });

  it("is written on the side where the curve is not", async () => {
    const alarms = [1, 30, 42].map((below) =>
      alarm({ fired: T, ...few, rule: `Below ${below}`, below }),
    );
    const mounted = pane({ alarms });
    await pass();
    const found = [...mounted.root.querySelectorAll<HTMLElement>(".wp-limit")];
    const under = found.map((each) => [each.textContent, each.dataset["under"]]);
    // The lowest has the time axis below it.
    expect(under).toEqual([
      ["alert below 1", undefined],
      ["alert below 30", "true"],
      ["alert below 42", undefined],
    ]);
  });

  it("is not drawn where the axis does not reach, or none is known", async () => {
    const beyond = alarm({ fired: T, ...few, below: 5000 });
    const none = alarm({ fired: T, ...few, below: null });
    const mounted = pane({ alarms: [beyond, none] });
    await pass();
    expect(lines(mounted)).toEqual([]);
  });
});

describe("the tile of a figure that an alert is on", () => {
  it("says the limit while it is on, and no other does", async () => {
    const full = alarm({ fired: T, rule: "Full", figure: "live_viewers", above: 9 });
    const mounted = pane({ alarms: [ON, full] });
    await pass();
    const tile = (metric: string): HTMLElement =>
      mounted.find(`.wp-tile[data-metric="${metric}"]`);
    const buffering = tile("avg_buffering_s_per_min");
    const told = (): string | null | undefined =>
      buffering.querySelector(".wp-tfoot")?.textContent;
    expect(told()).toMatch(/^minute \d\d:\d\d alert above 0.8$/);
    expect(buffering.dataset["trouble"]).toBe("true");
    // The peak is of another moment.
    expect(tile("peak_viewers").dataset["trouble"]).toBeUndefined();
    mounted.model.receive({ alarms: [{ ...ON, cleared: NOW - 60, on: false }] });
    await pass();
    expect(told()).toMatch(/^minute \d\d:\d\d $/);
    expect(buffering.dataset["trouble"]).toBeUndefined();
    mounted.model.receive({ alarms: [ON], status: { ...LIVE, state: "stopped" } });
    await pass();
    expect(buffering.dataset["trouble"]).toBeUndefined();
  });
});

describe("the banner", () => {
  it("says what is on, and for a while that it is over", async () => {
    const mounted = pane({ alarms: [ON] });
    await pass();
    const banner = mounted.find(".wp-banner");
    expect(banner.hidden).toBe(false);
    expect(banner.textContent).toMatch(
      /^Alert: average buffering above 0\.8 s per min/,
    );
    mounted.model.receive({ alarms: [{ ...ON, cleared: NOW - 60, on: false }] });
    await pass();
    expect(banner.textContent).toMatch(/^Alert over: .*, 23:41:00 to 23:43:00\.$/);
    mounted.model.receive({ alarms: [OVER] });
    await pass();
    expect(banner.hidden).toBe(true);
  });

  it("is spoken once", async () => {
    const mounted = pane();
    await pass();
    const spoken = mounted.find(".wp-spoken");
    expect(spoken.textContent).toMatch(/^Live, /);
    mounted.model.receive({ alarms: [ON] });
    await pass();
    expect(spoken.textContent).toMatch(/^Alert: average buffering/);
    const heard: MutationRecord[] = [];
    const observer = new MutationObserver((all) => heard.push(...all));
    observer.observe(spoken, { childList: true, characterData: true, subtree: true });
    mounted.model.receive({ alarms: [ON], status: { ...LIVE } });
    await pass(5000);
    expect([...heard, ...observer.takeRecords()]).toEqual([]);
    mounted.model.receive({ alarms: [{ ...ON, cleared: NOW - 60, on: false }] });
    await pass();
    expect(spoken.textContent).toMatch(/^Alert over: /);
    observer.disconnect();
  });

  it.each(["stopped", "ended"] as const)("claims nothing when %s", async (state) => {
    const mounted = pane({ alarms: [ON], status: { ...LIVE, state } });
    await pass();
    expect(mounted.find(".wp-banner").hidden).toBe(true);
    expect(mounted.root.querySelector(".wp-alerts [aria-current]")).toBeNull();
    expect(names(mounted)).toEqual(["Buffering"]);
  });

  it("says nothing of what nobody watches any more", async () => {
    const mounted = pane({ alarms: [{ ...ON, on: false }] });
    await pass();
    expect(mounted.find(".wp-banner").hidden).toBe(true);
    expect(spans(mounted)).toEqual([["90%", "10%"]]);
    expect(mounted.root.querySelector(".wp-alerts [aria-current]")).toBeNull();
  });

  it("says first that there are no new data", async () => {
    const mounted = pane({ alarms: [ON], status: { ...LIVE, state: "stale" } });
    await pass();
    expect(mounted.text(".wp-banner")).toMatch(/^No new data/);
  });

  it("is of a replay's moment", async () => {
    const replay = {
      first: T,
      last: T + 9000,
      position: T + 5300,
      speed: 60,
      playing: true,
    };
    const status = { ...LIVE, state: "replaying" };
    const mounted = pane({ alarms: [ON], replay, status });
    await pass();
    expect(mounted.text(".wp-banner")).toMatch(/^Alert: /);
  });
});
