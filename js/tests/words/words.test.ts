import { describe, expect, it } from "vitest";
import type { Status } from "../../src/contract.gen";
import { Store } from "../../src/series/store";
import type { Span } from "../../src/series/window";
import {
  changeS,
  changeText,
  slotText,
  spanText,
  summary,
} from "../../src/words/chart";
import {
  age,
  bitrate,
  buffering,
  count,
  duration,
  percent,
} from "../../src/words/format";
import { type Facts, phrase, silent } from "../../src/words/phrase";
import { knowsZone, Zone, zoneNames } from "../../src/words/zone";
import { LATEST, LIVE, rows, slots } from "../fake-model";
import { known } from "../known";

const UTC = new Zone("UTC");
const NOON = Date.UTC(2026, 10, 22, 12, 58, 50) / 1000;

describe("numbers", () => {
  it("are dashes when they are not known, and zero when they are", () => {
    expect([count(null), bitrate(null).value, buffering(null)]).toEqual([
      "—",
      "—",
      "—",
    ]);
    expect(count(Number.NaN)).toBe("—");
    expect([count(0), bitrate(0).value, buffering(0)]).toEqual(["0", "0", "0.00"]);
  });

  it("have separators and units", () => {
    expect(count(1_234_567)).toBe("1,234,567");
    expect(bitrate(1840)).toEqual({ value: "1.84", unit: "Mbps" });
    expect(bitrate(640.4)).toEqual({ value: "640", unit: "kbps" });
    expect(bitrate(999.7)).toEqual({ value: "1.00", unit: "Mbps" });
    expect(buffering(0.417)).toBe("0.42");
  });

  it.each([
    [0.9, "0 s"],
    [59.9, "59 s"],
    [60, "1 min"],
    [3599, "59 min"],
    [3600, "1 h"],
    [3900, "1 h 5 min"],
    [200_000, "2 d"],
    [-5, "0 s"],
  ])("age %s is %s", (seconds, said) => expect(age(seconds)).toBe(said));

  it.each([
    [10, "10 s"],
    [60, "1 min"],
    [1800, "30 min"],
    [7200, "2 h"],
    [2830, "47 min 10 s"],
    [0, "0 s"],
  ])("a length of %s is %s", (seconds, said) => expect(duration(seconds)).toBe(said));

  it("say 100 % never before it is complete", () => {
    expect([percent(0.404), percent(0.999), percent(1), percent(-1)]).toEqual([
      "40 %",
      "99 %",
      "99 %",
      "0 %",
    ]);
  });
});

describe("Zone", () => {
  it("says moments with their zone", () => {
    expect(UTC.minute(NOON)).toBe("12:58");
    expect(UTC.named(NOON)).toBe("12:58:50 UTC");
    expect(UTC.full(NOON)).toMatch(/22 Nov 2026.*12:58:50 UTC/);
    const berlin = new Zone("Europe/Berlin");
    expect(berlin.named(NOON)).toBe("13:58:50 CET");
  });

  it("writes midnight as 00", () => {
    expect(UTC.second(Date.UTC(2026, 0, 1) / 1000)).toBe("00:00:00");
  });

  it.each([
    ["UTC", 0],
    ["Europe/Berlin", 3600],
    ["America/New_York", -18_000],
    ["Asia/Kolkata", 19_800],
  ])("%s is %s s ahead", (name, offset) => {
    expect(new Zone(name).offset(NOON + 0.5)).toBe(offset);
  });

  it("knows summer time", () => {
    expect(new Zone("Europe/Berlin").offset(Date.UTC(2026, 6, 1) / 1000)).toBe(7200);
  });

  it("reads as UTC where the browser does not know the zone", () => {
    expect(new Zone("Mars/Olympus").named(NOON)).toBe("12:58:50 UTC");
    expect(knowsZone("Mars/Olympus")).toBe(false);
    expect(knowsZone("")).toBe(false);
  });

  it("names all zones, UTC first", () => {
    expect(zoneNames()[0]).toBe("UTC");
    expect(zoneNames()).toContain("Europe/Berlin");
    expect(zoneNames().filter((name) => name === "UTC")).toHaveLength(1);
  });

  it("tells days apart", () => {
    expect(UTC.sameDay(NOON, NOON + 60)).toBe(true);
    expect(UTC.sameDay(NOON, NOON + 43_200)).toBe(false);
    expect(UTC.sameDay(NOON, NOON + 365 * 86_400)).toBe(false);
  });
});

describe("phrase", () => {
  const facts = (status: Partial<Status> = {}, more: Partial<Facts> = {}): Facts => ({
    status: { ...LIVE, ...status },
    latest: { ...LATEST, at: NOON },
    replay: null,
    interval_s: 10,
    cadence_s: 10,
    zone: UTC,
    now: NOON + 100,
    heardAt: NOON + 96,
    updatedAt: NOON + 96,
    newest: NOON + 50,
    skew_s: 0,
    connected: true,
    savedAt: null,
    page: false,
    ...more,
  });

  it("says that all is well", () => {
    expect(phrase(facts())).toEqual({
      chip: "Live",
      spoken: "Live",
      tone: "good",
      lead: "Live analytics",
      subtitle: "data to 12:58:50 UTC",
      counted: "attendees now",
      empty: "Waiting for the first data",
      footer: "Updated 8 s ago, every 10 s",
      banner: "",
      outdated: false,
      present: true,
    });
  });

  it("says of a slow source how old its value is, and how often there is one", () => {
    const hourly = facts(
      {},
      { cadence_s: 3600, latest: { ...LATEST, data_age_s: 3540 } },
    );
    expect(phrase(hourly).footer).toBe(
      "Newest value 59 min old, one in 1 h, asked every 10 s",
    );
  });

  it("says of what an earlier feed recorded that it was then", () => {
    expect(phrase(facts({ state: "connecting" })).counted).toBe("attendees then");
    const first = phrase(
      facts({ state: "connecting" }, { latest: { ...LATEST, at: null } }),
    );
    expect(first.counted).toBe("attendees now");
  });

  it("says how long it has been stale, and when it tries again", () => {
    const said = phrase(
      facts(
        { state: "unreachable", next_at: NOON + 113 },
        { updatedAt: NOON - 20, skew_s: 5 },
      ),
    );
    expect(said.chip).toBe("Stale 2 min");
    expect(said.tone).toBe("warn");
    expect(said.footer).toBe("Server not answering, retrying in 8 s");
    expect(said.subtitle).toBe("last data 12:58:50 UTC");
    expect(said.banner).toBe(
      "No new data since 12:59:40 UTC. The chart shows what was received.",
    );
  });

  it("counts the age of the data from what the kernel said", () => {
    const latest = { ...LATEST, data_age_s: 300 };
    expect(phrase(facts({ state: "stale" }, { latest })).chip).toBe("Stale 5 min");
    const never = facts({ state: "unreachable" }, { updatedAt: null });
    expect(phrase(never).chip).toBe("No answer");
  });

  it("says why, where there was no answer at all", () => {
    const sentence = "http://x cannot be reached: check service_url and the network.";
    const never = { updatedAt: null, newest: null, latest: { ...LATEST, at: null } };
    const said = phrase(
      facts({ state: "unreachable", sentence, next_at: NOON }, never),
    );
    expect(said.banner).toBe(sentence);
    expect(said.footer).toBe("No data from the server, retrying now");
    expect(said.empty).toBe("No data yet");
    const gone = phrase(facts({ state: "unreachable", sentence }));
    expect(gone.banner).toMatch(/^No new data since/);
    expect(gone.footer).toMatch(/^http:\/\/x cannot be reached/);
  });

  it("says now of the present alone, and the date of another day", () => {
    const stopped = phrase(facts({ state: "stopped" }, { now: NOON + 86_400 }));
    expect(stopped.counted).toBe("attendees then");
    expect(stopped.subtitle).toBe("last data 22 Nov 2026, 12:58:50 UTC");
    expect(phrase(facts({}, { connected: false })).counted).toBe("attendees then");
    expect(phrase(facts({}, { heardAt: NOON })).counted).toBe("attendees then");
    for (const state of ["stale", "unreachable", "signed_out"] as const)
      expect(phrase(facts({ state })).counted).toBe("attendees then");
    const yesterday = phrase(facts({ state: "stale" }, { now: NOON + 86_400 }));
    expect(yesterday.banner).toMatch(/^No new data since 22 Nov 2026, 12:59:40 UTC\./);
    expect(phrase(facts({ state: "ended" })).counted).toBe("attendees at the end");
    const year = phrase(facts({ state: "ended" }, { now: NOON + 365 * 86_400 }));
    expect(year.subtitle).toBe("data to 22 Nov 2026, 12:58:50 UTC");
  });

  it("does not count below zero", () => {
    const late = facts({ state: "stale", next_at: NOON, sentence: "No newer data." });
    expect(phrase(late).footer).toBe("No newer data, retrying now");
  });

  it.each([
    ["connecting", "Connecting", "Connecting to the server"],
    ["catching_up", "Catching up", "Updated 8 s ago, every 10 s"],
    ["stale", "Stale 8 s", "The server has no newer data"],
    ["signed_out", "Signed out", "No data from the server"],
    ["unknown_event", "Unknown event", "No data from the server"],
    ["ended", "Ended", "The event has ended"],
    ["stopped", "Stopped", "Polling was stopped"],
  ] as const)("%s reads %s", (state, chip, footer) => {
    const said = phrase(facts({ state }));
    expect([said.chip, said.footer]).toEqual([chip, footer]);
  });

  it.each([
    "connecting",
    "catching_up",
    "live",
    "stale",
    "unreachable",
    "ended",
    "stopped",
  ] as const)("prefers the kernel's own sentence when %s", (state) => {
    const status = { state, sentence: "So it is.", progress: 0.4 };
    expect(phrase(facts(status)).footer).toBe("So it is");
  });

  it.each([
    "connecting",
    "catching_up",
    "live",
    "stale",
    "unreachable",
    "signed_out",
    "unknown_event",
    "ended",
    "stopped",
  ] as const)("says that nothing is recorded when %s", (state) => {
    const sentence = "So it is. Not recording: the disk is full.";
    const { footer, banner } = phrase(facts({ state, sentence }));
    expect(`${footer} ${banner}`).toContain("Not recording: the disk is full");
  });

  it("says what to do when signed out or the event is unknown", () => {
    expect(phrase(facts({ state: "signed_out" })).banner).toMatch(/Connect again/);
    expect(phrase(facts({ state: "unknown_event" })).banner).toMatch(/Check its id/);
    const said = facts({ state: "signed_out", sentence: "Renew the token." });
    expect(phrase(said).banner).toBe("Renew the token.");
  });

  it("says that the history is loading", () => {
    expect(phrase(facts({ progress: 0.4 })).footer).toBe(
      "Updated 8 s ago, every 10 s. Loading history, 40 %",
    );
  });

  it("says so when the kernel is silent for longer than three polls", () => {
    const quiet = facts({}, { heardAt: NOON + 60, updatedAt: NOON + 60 });
    expect(silent(quiet)).toBe(true);
    expect(phrase(quiet).footer).toMatch(/^The kernel has not answered for 40 s/);
    expect(phrase(quiet).chip).toBe("Stale 44 s");
    expect(silent({ ...quiet, interval_s: 60 })).toBe(false);
    expect(silent(facts({ state: "ended" }, { heardAt: 0 }))).toBe(false);
  });

  it("says so when the kernel is gone, unless the event is over", () => {
    const gone = phrase(facts({}, { connected: false }));
    expect(gone.chip).toBe("No kernel");
    expect(gone.footer).toMatch(/not connected.*what was received/);
    expect(phrase(facts({ state: "ended" }, { connected: false })).chip).toBe("Ended");
  });

  it("knows of no data before there is any", () => {
    const latest = { ...LATEST, at: null };
    expect(phrase(facts({}, { latest })).subtitle).toBe("no data yet");
    expect(phrase(facts({ state: "stale" }, { newest: null })).banner).toBe("");
    expect(phrase(facts({}, { updatedAt: null })).footer).toMatch(/first answer/);
  });

  it.each<[string, number, number]>([
    ["Saved 13:00", NOON + 70, NOON + 3600],
    ["Saved 22 Nov 13:00", NOON + 70, NOON + 5 * 86_400],
    ["Saved 22 Nov 2026", NOON + 70, NOON + 300 * 86_400],
  ])("of what was saved: %s", (chip, savedAt, now) => {
    for (const state of ["live", "stale", "signed_out", "ended"] as const) {
      const said = phrase(facts({ state }, { connected: false, savedAt, now }));
      expect([said.chip, said.tone, said.banner]).toEqual([chip, "calm", ""]);
      expect(said.footer).toMatch(/^Saved at .*13:00:00 UTC\. Run the cell to go on/);
      expect(said.subtitle).toMatch(/^last data .*12:58:50 UTC$/);
      expect([said.present, said.outdated]).toEqual([false, true]);
      expect(said.counted).toBe(
        state === "ended" ? "attendees at the end" : "attendees then",
      );
    }
  });
});

describe("reading", () => {
  const store = new Store();
  store.snapshot(1, slots(NOON, [100, 200, 0]));
  store.delta(2, slots(NOON + 50, [400]));

  it("says the window", () => {
    expect(spanText({ from: NOON - 1800, to: NOON }, UTC)).toBe("12:28 to 12:58");
    expect(spanText({ from: NOON, to: NOON + 60 }, UTC)).toBe("12:58:50 to 12:59:50");
    expect(spanText({ from: NOON, to: NOON + 86_400 }, UTC)).toBe(
      "22 Nov 12:58 to 23 Nov 12:58",
    );
    expect(spanText({ from: NOON - 1100 * 86_400, to: NOON }, UTC)).toBe(
      "18 Nov 2023 12:58 to 22 Nov 2026 12:58",
    );
  });

  it("reads the nearest slot, zero as zero and a gap as no data", () => {
    const read = (t: number, settled: number | null = NOON + 20) =>
      slotText(known({ store, settled }), t, UTC);
    expect(read(NOON + 14)).toBe("12:59:00 UTC: 200 attendees, 1 DVR");
    expect(read(NOON + 20)).toBe("12:59:10 UTC: 0 attendees, 1 DVR");
    expect(read(NOON + 31)).toBe("12:59:20 UTC: no data");
    expect(read(NOON + 50)).toMatch(/400 so far, 1 DVR, provisional$/);
    expect(read(NOON, null)).toMatch(/provisional$/);
  });

  it("tells the change in five minutes, or since the value before", () => {
    const often = new Store();
    often.cadence_s = 60;
    const at = [0, 61, 119, 300, 362].map((each) => NOON + each);
    often.snapshot(
      1,
      rows(...at.map((start, n): [number, number, number] => [start, 10 * n, 0])),
    );
    expect(changeText(often, NOON + 362)).toBe("+30");
    expect(changeText(often, NOON + 300)).toBe("+30");
    expect(changeText(often, NOON + 500)).toBe("");
    expect(changeS(often)).toBe(300);
    const rare = new Store();
    rare.cadence_s = 3600;
    rare.snapshot(1, rows([NOON, 5, 0], [NOON + 3600, 3, 0]));
    expect(changeText(rare, NOON + 3600)).toBe("\u22122");
    expect(changeS(rare)).toBe(3600);
  });

  it("leaves out the DVR viewers when they are not known", () => {
    const without = new Store();
    without.snapshot(1, slots(NOON, [5]));
    without.columns.dvr_viewers[0] = Number.NaN;
    expect(slotText(known({ store: without, settled: NOON }), NOON, UTC)).toBe(
      "12:58:50 UTC: 5 attendees",
    );
  });

  it("sums up what the window shows", () => {
    const span = { from: NOON, to: NOON + 20 };
    const sum = (shown: Span | null, settled: number | null) =>
      summary(known({ store, settled }), shown, UTC);
    expect(sum(span, NOON + 20)).toMatch(/lowest 0, highest 200$/);
    // What still fills up is left out.
    expect(sum(span, NOON + 10)).toMatch(/lowest 100, highest 200$/);
    const hole = { from: NOON + 30, to: NOON + 40 };
    expect(sum(hole, NOON + 40)).toMatch(/no data$/);
    expect(sum(null, null)).toMatch(/no data yet$/);
  });
});
