import { describe, expect, it } from "vitest";
import { ticksBeside, timeTicks, valueTicks } from "../../src/stage/ticks";
import { spanText } from "../../src/words/chart";
import { Zone } from "../../src/words/zone";

const UTC = new Zone("UTC");
const NOON = Date.UTC(2026, 10, 22, 12, 58, 50) / 1000;
const at = (iso: string): number => Date.parse(`${iso}Z`) / 1000;

/** When clocks are changed, in UTC, and what the change is. */
const CHANGES = [
  ["Europe/Berlin", "2026-03-29T01:00", "CEST"],
  ["Europe/Berlin", "2026-10-25T01:00", "CET"],
  ["America/New_York", "2026-03-08T07:00", "GMT-4"],
  ["America/New_York", "2026-11-01T06:00", "GMT-5"],
  ["Australia/Lord_Howe", "2026-04-04T15:00", "GMT+10:30"],
  ["Australia/Lord_Howe", "2026-10-03T15:30", "GMT+11"],
] as const;

/** What a clock on the wall shows, in seconds since its midnight; by Intl alone. */
function wall(name: string): (moment: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (moment) => {
    const parts = format.formatToParts(moment * 1000);
    const part = (type: string) =>
      Number(parts.find((each) => each.type === type)?.value);
    return part("hour") * 3600 + part("minute") * 60 + part("second");
  };
}

/** "02:30" */
function clock(seconds: number): string {
  const two = (n: number) => `${Math.floor(n)}`.padStart(2, "0");
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}`;
}

describe("the ticks of the time axis", () => {
  it("are round, and fit the room", () => {
    const ticks = timeTicks(NOON - 1800, NOON, 8, UTC);
    expect(ticks.labels).toEqual([
      "12:30",
      "12:35",
      "12:40",
      "12:45",
      "12:50",
      "12:55",
    ]);
    expect(ticks.at.map((t) => UTC.minute(t))).toEqual(ticks.labels);
    expect(timeTicks(NOON - 1800, NOON, 3, UTC).at).toHaveLength(3);
    expect(timeTicks(NOON - 1800, NOON, 0, UTC).at.length).toBeLessThanOrEqual(1);
  });

  it("say the day at midnight where there are several", () => {
    const { labels } = timeTicks(NOON - 2 * 86_400, NOON, 8, UTC);
    const day = ["06:00", "12:00"];
    expect(labels).toEqual(["18:00", "21 Nov", ...day, "18:00", "22 Nov", ...day]);
  });

  it("say the year where there are several", () => {
    const { labels } = timeTicks(NOON - 1100 * 86_400, NOON, 4, UTC);
    expect(labels.every((each) => / 202[3-6]$/.test(each))).toBe(true);
    expect(timeTicks(NOON - 60 * 86_400, NOON, 4, UTC).labels[0]).toMatch(/^\d+ \w+$/);
  });

  it("say seconds where minutes are too coarse, and days where hours are too fine", () => {
    expect(timeTicks(NOON, NOON + 60, 8, UTC).labels[0]).toBe("12:58:50");
    expect(timeTicks(NOON, NOON + 1800, 8, UTC).labels[0]).toBe("13:00");
    const weeks = timeTicks(NOON, NOON + 30 * 86_400, 8, UTC);
    expect(weeks.labels[0]).toMatch(/^\d+ (Nov|Dec)$/);
    expect(weeks.at.length).toBeLessThanOrEqual(9);
  });

  it("are round by the zone's clock, whatever it is ahead by", () => {
    const kolkata = new Zone("Asia/Kolkata");
    const ticks = timeTicks(NOON - 6 * 3600, NOON, 8, kolkata);
    expect(ticks.labels).toEqual([
      "13:00",
      "14:00",
      "15:00",
      "16:00",
      "17:00",
      "18:00",
    ]);
    expect(ticks.at.every((t) => wall("Asia/Kolkata")(t) % 3600 === 0)).toBe(true);
  });
});

describe("where the clocks are changed", () => {
  it("an hour that is there twice is shown twice", () => {
    const change = at("2026-10-25T01:00");
    const berlin = new Zone("Europe/Berlin");
    const ticks = timeTicks(change - 5400, change + 5400, 8, berlin);
    expect(ticks.labels).toEqual([
      "01:30",
      "02:00",
      "02:30",
      "02:00 CET",
      "02:30",
      "03:00",
      "03:30",
    ]);
  });

  it("an hour that is left out is not shown", () => {
    const change = at("2026-03-29T01:00");
    const berlin = new Zone("Europe/Berlin");
    const ticks = timeTicks(change - 5400, change + 5400, 8, berlin);
    expect(ticks.labels).toEqual([
      "00:30",
      "01:00",
      "01:30",
      "03:00 CEST",
      "03:30",
      "04:00",
      "04:30",
    ]);
  });

  // The length of a window, and the step between its ticks at eight of them, seconds.
  const windows = [
    [1800, 300],
    [3 * 3600, 1800],
    [6 * 3600, 3600],
    [12 * 3600, 7200],
    [24 * 3600, 10_800],
  ] as const;
  const cases = CHANGES.flatMap(([zone, iso, after]) =>
    windows.flatMap(([length, step]) =>
      [0.1, 0.5, 0.9].map((share) => [zone, iso, after, length, step, share] as const),
    ),
  );

  it.each(cases)("%s at %s, %s: %s s by %s s, %s of it before", (...given) => {
    const [name, iso, after, length, step, share] = given;
    const change = at(iso);
    const from = change - Math.round((length * share) / 10) * 10;
    const ticks = timeTicks(from, from + length, 8, new Zone(name));
    const show = wall(name);
    // Every moment at which a clock on the wall shows a round time.
    const round: number[] = [];
    for (let t = Math.ceil(from / 10) * 10; t <= from + length; t += 10)
      if (show(t) % step === 0) round.push(t);
    const first = round.find((t) => t >= change);
    const kept = round.filter(
      (t) => t >= change || first === undefined || first - t >= 0.6 * step,
    );
    expect(ticks.at).toEqual(kept);
    expect(ticks.labels).toEqual(
      kept.map((t) => (t === first ? `${clock(show(t))} ${after}` : clock(show(t)))),
    );
  });

  it.each(CHANGES)("days begin at their own midnight: %s, %s", (name, iso) => {
    const zone = new Zone(name);
    const ticks = timeTicks(at(iso) - 3 * 86_400, at(iso) + 3 * 86_400, 6, zone);
    expect(ticks.at).toHaveLength(6);
    expect(ticks.at.map(wall(name))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(ticks.labels).toEqual(ticks.at.map((t) => zone.day(t)));
  });

  it("a day without a midnight begins when the clocks were changed", () => {
    // In Cairo the clocks went from 00:00 to 01:00.
    const change = at("2026-04-23T22:00");
    const zone = new Zone("Africa/Cairo");
    const ticks = timeTicks(change - 2 * 86_400, change + 2 * 86_400, 4, zone);
    expect(ticks.labels).toEqual(
      ["22 Apr", "23 Apr", "24 Apr", "25 Apr", "26 Apr"].slice(0, ticks.at.length),
    );
    expect(ticks.at).toContain(change);
  });

  it("the words name both clocks", () => {
    const change = at("2026-10-25T01:00");
    const berlin = new Zone("Europe/Berlin");
    const span = { from: change - 900, to: change + 900 };
    expect(spanText(span, berlin)).toBe("02:45 CEST to 02:15 CET");
    expect(spanText({ from: change, to: change + 900 }, berlin)).toBe("02:00 to 02:15");
  });
});

describe("the ticks of the count", () => {
  it.each([
    [0, [0, 1], 1],
    [3, [0, 1, 2, 3], 3.2],
    [1235, [0, 500, 1000, 1500], 1500],
    [1525, [0, 500, 1000, 1500], 1700],
    [9, [0, 5, 10], 10],
    [1_000_000, [0, 500_000, 1_000_000], 1_100_000],
  ])("of counts up to %s stand at %s", (highest, at, top) => {
    const ticks = valueTicks(highest);
    expect(ticks.at).toEqual(at);
    expect(ticks.top).toBeCloseTo(top, 9);
    expect(ticks.top).toBeGreaterThanOrEqual(highest);
  });

  it.each([
    // Three lines of 500 below 1,700.
    [1525, 1.52, { least: 0.5, step: 0.1 }, [0, 0.5, 1, 1.5], 1],
    [1525, 0.42, { least: 0.2, step: 0.05 }, [0, 0.15, 0.3, 0.45], 2],
    [1525, 7, undefined, [0, 3, 6, 9], 0],
    [1525, 0, undefined, [0, 1, 2, 3], 0],
    [1.66, 12_345, undefined, [0, 4000, 8000, 12_000, 16_000], 0],
    [0, 25, { least: 0.5, step: 0.1 }, [0, 30], 0],
  ])("beside those up to %s stand those up to %s on their lines", (...told) => {
    const [highest, second, fine, at, decimals] = told;
    const shown = valueTicks(
      highest,
      highest === 1.66 ? { least: 1, step: 0.1 } : undefined,
    );
    const beside = ticksBeside(second, shown, fine);
    expect(beside.at.map((each) => Number(each.toFixed(9)))).toEqual(at);
    expect(beside.decimals).toBe(decimals);
    expect(beside.top).toBeGreaterThan(second);
    const heights = (ticks: typeof shown) =>
      ticks.at.map((each) => (each / ticks.top).toFixed(9));
    expect(heights(beside)).toEqual(heights(shown));
  });

  it.each([
    [0.31, { least: 0.2, step: 0.05 }, [0, 0.1, 0.2, 0.3], 1],
    [0, { least: 0.2, step: 0.05 }, [0, 0.05, 0.1, 0.15, 0.2], 2],
    [1.66, { least: 0.5, step: 0.1 }, [0, 0.5, 1, 1.5, 2], 1],
    [12, { least: 0.5, step: 0.1 }, [0, 5, 10, 15], 0],
  ])("has decimals where %s needs them", (highest, fine, at, decimals) => {
    const ticks = valueTicks(highest, fine);
    expect(ticks.at.map((each) => Number(each.toFixed(9)))).toEqual(at);
    expect(ticks.decimals).toBe(decimals);
  });
});
