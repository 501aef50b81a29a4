import { describe, expect, it } from "vitest";
import { MISSING } from "../../src/contract.gen";
import { LATEST, rows, slots } from "../fake-model";
import { minuteRows } from "../known";
import { frame, type Mounted, pass, stage } from "../page";

const T = 1_700_000_040;
const counts = Array.from({ length: 181 }, (_, i) => 1000 + i);
const latest = { ...LATEST, settled: T + 1760, quality_at: null };
const pane = stage(T + 1810, {
  history: { seq: 5, rows: slots(T, counts), at: T },
  minutes: { seq: 1, rows: minuteRows([T + 1740, 1580, 0.31]) },
  latest,
  estimates: [1200, 100, 100, 1178, 0, 0],
  table_shown: true,
});

const lines = ({ root }: Mounted) => {
  frame();
  return [...root.querySelectorAll(".wp-table tbody tr:not([aria-hidden])")].map(
    (row) => [...row.children].map((each) => each.textContent).join("|"),
  );
};

describe("the table", () => {
  it("takes the chart's place, and gives it back", async () => {
    const mounted = pane({ table_shown: false, audience_shown: true });
    await pass();
    const button = mounted.find(".wp-footer [aria-pressed]");
    expect(button.getAttribute("aria-pressed")).toBe("false");
    button.click();
    expect(mounted.model.saved).toEqual([{ table_shown: true, audience_shown: false }]);
    expect(mounted.text(".wp-window")).toBe("181 slots, 22:14 to 22:44");
    expect(button.getAttribute("aria-pressed")).toBe("true");
    expect(mounted.find(".wp-chart").dataset["table"]).toBe("true");
    mounted.find("[data-metric=dvr_viewers]").click();
    expect(mounted.find(".wp-chart").dataset["table"]).toBeUndefined();
    expect(lines(pane({ table_shown: false }))).toEqual([]);
  });

  it("tells each slot in words, newest first, and those alone that are looked at", async () => {
    const mounted = pane();
    await pass();
    const head = [...mounted.root.querySelectorAll(".wp-table thead th")];
    expect(head.map((each) => each.textContent)).toEqual([
      "SlotUTC",
      "Attendeesviewers",
      "DVRviewers",
      "BitrateMbps",
      "Bufferings per min",
      "Data",
    ]);
    const told = lines(mounted);
    expect(told.slice(0, 6)).toEqual([
      "22:44:00|—|—|—|—|provisional, counted 1,180 so far",
      "22:43:50|—|—|1.58|0.31|provisional, counted 1,179 so far",
      "22:43:40|1,178|1|1.58|0.31|provisional",
      "22:43:30|≈ 1,200|—|1.58|0.31|provisional, counted 1,177 so far",
      "22:43:20|1,176|1|1.58|0.31|settled",
      "22:43:10|1,175|1|1.58|0.31|settled",
    ]);
    expect(told.length).toBeLessThan(40);
    expect(mounted.find(".wp-table table").getAttribute("aria-rowcount")).toBe("182");
  });

  it("says what was revised, and what did not come", async () => {
    const mounted = pane();
    await pass();
    const { model } = mounted;
    model.receive({ delta: { seq: 6, rows: slots(T + 1750, [1300]) } });
    model.receive({ delta: { seq: 7, rows: slots(T + 1750, [1310]) } });
    expect(lines(mounted)[5]).toMatch(/1,310.*first said 1,175, now 1,310$/);
    model.receive({ delta: { seq: 8, rows: slots(T + 1750, [1175]) } });
    expect(lines(mounted)[5]).toMatch(/settled$/);
    const gap = rows([T, 5, MISSING], [T + 200, 7, 1]);
    model.receive({ history: { seq: 9, rows: gap, at: T }, estimates: [] });
    expect(lines(mounted)).toEqual([
      "22:17:20|7|1|—|—|settled, after 3 min 10 s without data",
      "22:14:00|5|—|—|—|settled",
    ]);
    expect(mounted.text(".wp-window")).toMatch(/^2 slots/);
    model.receive({ history: { seq: 10, rows: slots(T, [5]), at: T } });
    expect(mounted.text(".wp-window")).toMatch(/^1 slot,/);
  });

  it("is sorted by time, either way", async () => {
    const mounted = pane();
    await pass();
    const turn = mounted.find(".wp-table thead button");
    turn.click();
    expect(lines(mounted)[0]).toMatch(/^22:14:00\|1,000/);
    expect(mounted.find(".wp-table thead th").getAttribute("aria-sort")).toBe(
      "ascending",
    );
    turn.click();
    expect(lines(mounted)[0]).toMatch(/^22:44:00/);
  });

  it("keeps the rows that are read in their place while others come", async () => {
    const mounted = pane();
    await pass();
    const box = mounted.find(".wp-table");
    box.scrollTop = 1200;
    box.dispatchEvent(new Event("scroll"));
    const first = lines(mounted)[0];
    expect(first).toMatch(/^22:37:00/);
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 1810, [1, 2]) } });
    expect(lines(mounted)[0]).toBe(first);
    expect(box.scrollTop).toBe(1248);
    box.scrollTop = 0;
    box.dispatchEvent(new Event("scroll"));
    expect(lines(mounted)[0]).toMatch(/^22:44:20/);
  });

  it("leaves a scroll alone that is under way", async () => {
    const mounted = pane();
    await pass();
    const box = mounted.find(".wp-table");
    box.scrollTop = 1200;
    box.dispatchEvent(new Event("scroll"));
    box.scrollTop = 2400;
    mounted.model.receive({ delta: { seq: 6, rows: slots(T + 1760, [1]) } });
    frame();
    expect(box.scrollTop).toBe(2400);
  });

  it("tells values of a moment as they came, and nothing before anything came", async () => {
    const rare = pane({ cadence_s: 60, estimates: [] });
    await pass();
    expect(lines(rare)[0]).toBe("22:44:00|1,180|1|—|—|provisional");
    const empty = pane({ history: { seq: 0, rows: rows(), at: 0 } });
    await pass();
    expect(lines(empty)).toEqual([]);
    expect(empty.text(".wp-window")).toBe("No slots yet");
  });
});
