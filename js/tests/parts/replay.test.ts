import { describe, expect, it, vi } from "vitest";
import type { Playback } from "../../src/contract.gen";
import { LATEST, slots } from "../fake-model";
import { asked, give } from "../late";
import { moduleOf } from "../modules";
import { type Mounted, pass, stage } from "../page";

vi.mock("../../src/host/module", () => import("../modules"));

const T = 1_700_000_000;
const REPLAY: Playback = {
  first: T + 3600.5,
  last: T + 7205.5,
  position: T + 5400.5,
  speed: 60,
  playing: true,
};
const said = (moment: string) => `A replay at 60 times the speed, at ${moment} UTC.`;
const status = (state: string, sentence = said("23:43:20")) => ({
  state,
  sentence,
  next_at: null,
  progress: null,
});
const HISTORY = {
  seq: 5,
  rows: slots(
    T,
    Array.from({ length: 541 }, (_, i) => i),
  ),
};
const pane = stage(T + 90_000, {
  replay: REPLAY,
  status: status("replaying"),
  history: HISTORY,
  latest: { ...LATEST, settled: T + 5340 },
});
const type = (mounted: Mounted) => asked(mounted).map(({ type }) => type);
/** A pane with its controls. */
const played = async (values: Record<string, unknown> = {}): Promise<Mounted> => {
  const mounted = pane(values);
  await pass();
  await give(mounted);
  return mounted;
};
const fire = (element: HTMLElement, ...events: string[]) => {
  for (const event of events) element.dispatchEvent(new Event(event));
};

describe("the controls of a replay", () => {
  it("are shown for a replay alone", () => {
    expect(pane({ replay: null }).find(".wp-replay").hidden).toBe(true);
    const mounted = pane();
    expect(mounted.find(".wp-replay").hidden).toBe(false);
    mounted.find(".wp-toggle").click();
    const shown = [...mounted.root.querySelectorAll<HTMLElement>(".wp-config label")];
    expect(
      shown.filter((each) => !each.hidden).map((each) => each.textContent),
    ).toEqual(["Chart window", "Time zone"]);
  });

  it("say that it is a replay, how fast and of when", () => {
    const mounted = pane();
    expect(mounted.text(".wp-chip")).toBe("Replay 60×");
    expect(mounted.text(".wp-subtitle")).toBe(
      "Replay, data to 14 Nov 2023, 22:42:10 UTC",
    );
    expect(mounted.find(".webcast-pane").getAttribute("aria-label")).toBe(
      "Replay of Town hall",
    );
    expect(mounted.text(".wp-status")).toBe(
      "A replay at 60 times the speed, at 23:43:20 UTC",
    );
    expect(mounted.text(".wp-counter span")).toBe("attendees then");
    mounted.model.receive({ status: status("paused", "A replay, paused.") });
    expect(mounted.text(".wp-chip")).toBe("Replay paused");
    expect(mounted.text(".wp-status")).toBe("A replay, paused");
    mounted.model.receive({ status: status("paused", "") });
    expect(mounted.text(".wp-status")).toBe("A replay");
    mounted.model.receive({ status: status("ended", "The replay has ended.") });
    expect(mounted.text(".wp-chip")).toBe("Replay ended");
    expect(mounted.text(".wp-status")).toBe("The replay has ended");
    expect(mounted.text(".wp-counter span")).toBe("attendees at the end");
  });

  it("play and pause, and are named after what they do", async () => {
    const mounted = await played();
    const button = mounted.find(".wp-play");
    const drawn = () => button.querySelector("path")?.getAttribute("d");
    expect(button.getAttribute("aria-label")).toBe("Pause the replay");
    const bars = drawn();
    button.click();
    mounted.model.receive({ replay: { ...REPLAY, playing: false } });
    expect(button.getAttribute("aria-label")).toBe("Play the replay");
    expect(drawn()).not.toBe(bars);
    button.click();
    expect(type(mounted)).toEqual(["pause", "play"]);
    const ids = new Set(asked(mounted).map(({ id }) => id));
    expect(ids.size).toBe(2);
  });

  it("choose a speed, the present one among them", async () => {
    const mounted = await played({ replay: { ...REPLAY, speed: 7 } });
    const field = mounted.find<HTMLSelectElement>(".wp-replay select");
    expect(field.value).toBe("7");
    expect([...field.options].map((each) => each.text)).toContain("120×");
    field.value = "120";
    fire(field, "change");
    expect(asked(mounted)[0]).toMatchObject({ type: "speed", speed: 120 });
  });

  it("go to a moment once it is chosen, and not under the hand", async () => {
    const mounted = await played();
    const slider = mounted.find<HTMLInputElement>(".wp-seek");
    expect(slider.min).toBe(`${T + 3600}`);
    expect(slider.max).toBe(`${T + 7210}`);
    slider.value = `${T + 4000}`;
    fire(slider, "input");
    expect(asked(mounted)).toEqual([]);
    expect(mounted.text(".wp-playtime")).toBe("23:20:00 UTC");
    mounted.model.receive({ replay: { ...REPLAY, position: T + 5460 } });
    expect(slider.value).toBe(`${T + 4000}`);
    fire(slider, "change");
    expect(asked(mounted)[0]).toMatchObject({ type: "seek", moment: T + 4000 });
    mounted.model.receive({ replay: { ...REPLAY, position: T + 4000 } });
    mounted.model.receive({ replay: { ...REPLAY, position: T + 4060 } });
    expect(mounted.text(".wp-playtime")).toBe("23:21:00 UTC");
    expect(slider.getAttribute("aria-valuetext")).toBe("23:21:00 UTC");
    expect(slider.title).toContain("7 min 40 s of 1 h 5 s");
  });

  it("reach the end, wherever it is between two steps", async () => {
    for (const last of [T + 7201.2, T + 7205.5, T + 7210.6]) {
      // The position is told in tenths of a second.
      const at = { ...REPLAY, last: last + 0.04, position: last };
      const slider = (await played({ replay: at })).find<HTMLInputElement>(".wp-seek");
      expect(slider.value).toBe(slider.max);
    }
    const mounted = await played();
    const slider = mounted.find<HTMLInputElement>(".wp-seek");
    slider.value = slider.max;
    fire(slider, "input");
    // The end that is said is that of the recording.
    expect(mounted.text(".wp-playtime")).toBe("00:13:25 UTC");
    fire(slider, "change");
    mounted.model.receive({ replay: { ...REPLAY, position: REPLAY.last } });
    expect(slider.value).toBe(slider.max);
  });

  it("say where the recording begins and ends", async () => {
    const ends = (mounted: Mounted) =>
      [...mounted.find(".wp-seekends").children].map((each) => each.textContent);
    expect(ends(await played())).toEqual(["14 Nov 23:13", "00:13"]);
    const tokyo = await played({ time_zone: "Asia/Tokyo" });
    expect(ends(tokyo)).toEqual(["08:13", "09:13"]);
  });

  it("name the moment in the pane's zone", async () => {
    const mounted = await played({ time_zone: "Asia/Tokyo" });
    expect(mounted.text(".wp-playtime")).toMatch(/^08:43:20 /);
  });
});

describe("the controls of a replay, which are loaded", () => {
  const parts = ({ model }: Mounted) =>
    model.sent.filter(({ type }) => type === "part").map(({ part }) => part);

  it("are asked for where there is one, once and quietly", async () => {
    const live = pane({ replay: null });
    await pass(5000);
    expect(parts(live)).toEqual([]);
    const mounted = pane();
    await pass(5000);
    expect(parts(mounted)).toEqual(["replay"]);
    // Nobody pressed anything.
    expect(mounted.text(".wp-told")).toBe("");
    expect(mounted.find(".wp-replay").hidden).toBe(false);
    await give(mounted);
    expect(mounted.find(".wp-seek").dataset["lmSuppressShortcuts"]).toBe("true");
    const other = mounted.again();
    await pass();
    expect(other.root.querySelector(".wp-seek")).not.toBeNull();
    expect(parts(mounted)).toEqual(["replay"]);
  });

  it("are asked for again by a button where they did not come", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    vi.mocked(moduleOf).mockRejectedValueOnce(new Error("its policy"));
    const mounted = await played();
    expect(mounted.text(".wp-told")).toMatch(/could not be loaded/);
    mounted.find(".wp-replay button").click();
    await give(mounted);
    expect(mounted.text(".wp-replay")).not.toContain("Show controls");
    expect(mounted.find(".wp-play").getAttribute("title")).toBe("Pause the replay");
  });
});

describe("the run sheet of a replay", () => {
  const sheet = [T + 600, T + 4200, T + 6000].map((at, i) => ({
    at,
    title: `Item ${i}`,
    end: null,
  }));

  it("has a tick on the slider where each item begins", async () => {
    const mounted = await played({ run_sheet: sheet });
    const ticks = (): string[] => {
      mounted.find(".wp-seek");
      return [
        ...mounted.root.querySelectorAll<HTMLElement>(".wp-seekticks .wp-mtick"),
      ].map(({ style }) => style.left);
    };
    // Of 3,610 s; one began before them.
    expect(ticks()).toEqual(["16.62%", "66.48%"]);
    expect(mounted.find(".wp-seekticks").getAttribute("aria-hidden")).toBe("true");
    mounted.model.receive({ run_sheet: [] });
    expect(ticks()).toEqual([]);
  });

  it("is spoken of once for each item, and not with each update", async () => {
    const mounted = pane({ run_sheet: sheet });
    await pass();
    const said: string[] = [];
    for (let position = T + 5400; position < T + 6600; position += 60) {
      mounted.model.receive({ replay: { ...REPLAY, position } });
      await pass(1000);
      const spoken = mounted.text(".wp-spoken");
      if (spoken !== said.at(-1)) said.push(spoken);
    }
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^Now: Item 1\. /);
    expect(said[1]).toMatch(/^Now: Item 2\. /);
  });
});

describe("a replay that goes back", () => {
  it("shows the series it is sent, and nothing of the one before", async () => {
    const mounted = pane();
    await pass();
    const { figures } = mounted.model;
    const before = (figures.settled.get("x") as Float64Array).length;
    expect(before).toBeGreaterThan(100);
    mounted.model.receive({
      history: { seq: 6, rows: slots(T, [1, 2, 3]) },
      latest: { ...LATEST, settled: T + 20 },
    });
    await pass();
    expect([...(figures.settled.get("y") as Float64Array)]).toEqual([1, 2, 3]);
    expect([...(figures.provisional.get("y") as Float64Array)]).toEqual([]);
  });

  it("shows an empty chart where nothing was received yet", async () => {
    const mounted = pane();
    await pass();
    const { figures } = mounted.model;
    mounted.model.receive({ history: { seq: 6, rows: slots(T, []) } });
    await pass();
    for (const line of [figures.settled, figures.provisional, figures.whole])
      expect((line.get("x") as Float64Array).length).toBe(0);
    const writes = figures.settled.writes.length;
    mounted.model.receive({ replay: { ...REPLAY } });
    await pass();
    expect(figures.settled.writes.length).toBe(writes);
    mounted.model.receive({ delta: { seq: 7, rows: slots(T, [4, 5]) } });
    await pass();
    expect((figures.settled.get("x") as Float64Array).length).toBe(2);
  });
});
