import { describe, expect, it } from "vitest";
import { LIVE, slots } from "../fake-model";
import { frame, stage } from "../page";

const T = 1_700_000_000;

const pane = stage(T + 1800);

const TOLD = {
  at: T + 1700,
  cells: [
    { dimension: "country", value: "Germany", viewers: 1200 },
    { dimension: "country", value: "<b>Japan</b>", viewers: 300 },
    { dimension: "country", value: "other", viewers: 9 },
    { dimension: "device", value: "TV", viewers: 1509 },
  ],
};

const who = { audience_shown: true, audience: TOLD };

describe("who is watching", () => {
  it("stands beside the lengths of the window, and costs nothing until it is asked for", () => {
    const { find, model, root } = pane({ audience: TOLD });
    expect(root.querySelectorAll(".wp-audience *")).toHaveLength(0);
    expect(find(".wp-chart").dataset["audience"]).toBeUndefined();
    const button = find(".wp-who");
    expect(button.getAttribute("aria-pressed")).toBe("false");
    button.click();
    expect(model.saved).toEqual([{ audience_shown: true }]);
    expect(find(".wp-chart").dataset["audience"]).toBe("true");
    expect(button.getAttribute("aria-pressed")).toBe("true");
    const pressed = root.querySelectorAll(".wp-presets [aria-pressed=true]");
    expect([...pressed]).toEqual([button]);
    button.click();
    expect(find(".wp-chart").dataset["audience"]).toBeUndefined();
  });

  it("names each value with its viewers, and their moment", () => {
    const { find, text, root } = pane(who);
    expect(text(".wp-window")).toBe("Who is watching at 22:41:40 UTC");
    const groups = [...root.querySelectorAll("[data-dimension]")];
    expect(groups.map((group) => group.getAttribute("aria-label"))).toEqual([
      "Country",
      "Device",
    ]);
    const rows = [...root.querySelectorAll("[data-dimension=country] li")];
    expect(rows.map((row) => row.textContent)).toEqual([
      "Germany1,200",
      "<b>Japan</b>300",
      "other9",
    ]);
    const first = find(".wp-audience li");
    expect(first.title).toBe("Germany: 1,200 viewers, 80 %");
    expect(rows[2]?.getAttribute("title")).toMatch(
      /^other: values with fewer than 5 viewers, .*: 9 viewers, below 1 %$/,
    );
    expect(Number.parseFloat(first.style.getPropertyValue("--wp-share"))).toBeCloseTo(
      79.5,
      0,
    );
  });

  it("follows what the kernel tells, and is written once for each time", () => {
    const { find, model, text } = pane(who);
    const row = find(".wp-audience li");
    model.receive({ latest: model.values["latest"] });
    frame();
    expect(find(".wp-audience li")).toBe(row);
    const cells = [{ dimension: "device", value: "Mobile", viewers: 8 }];
    model.receive({ audience: { at: T + 1760, cells } });
    expect(text(".wp-audience li")).toBe("Mobile8");
    expect(text(".wp-window")).toBe("Who is watching at 22:42:40 UTC");
  });

  it("says why there is nothing", () => {
    const { text } = pane({ audience_shown: true });
    expect(text(".wp-window")).toBe("Who is watching");
    expect(text(".wp-audience p")).toMatch(/once a minute/);
  });

  it("names no span of the chart, which is not there", () => {
    const { find } = pane({ ...who, history: { seq: 1, rows: slots(T, [1, 2, 3]) } });
    const { title, dataset } = find(".wp-window");
    expect([title, dataset["from"], dataset["to"]]).toEqual(["", undefined, undefined]);
  });

  it.each([
    ["ended", { status: { ...LIVE, state: "ended" } }],
    ["out of date", { status: { ...LIVE, state: "stale" } }],
    ["older than the counter", { audience: { ...TOLD, at: T + 1580 } }],
    ["of another day", { audience: { ...TOLD, at: T - 86_400 } }],
  ])("says who was watching when that is %s", (_, more) => {
    const { text } = pane({ ...who, ...more });
    expect(text(".wp-window")).toMatch(/^Who was watching at /);
  });

  it("names the day of another day", () => {
    const { text } = pane({ ...who, audience: { ...TOLD, at: T - 86_400 } });
    expect(text(".wp-window")).toBe("Who was watching at 13 Nov 2023, 22:13:20 UTC");
  });

  it("gives way to the chart when a length is chosen", () => {
    const { find, model } = pane(who);
    find(".wp-presets button").click();
    expect(model.saved[0]).toEqual({ audience_shown: false });
    expect(model.values["window_s"]).toBe(300);
    expect(find(".wp-chart").dataset["audience"]).toBeUndefined();
  });
});
