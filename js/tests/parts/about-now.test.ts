import { describe, expect, it } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { pass, stage } from "../page";

const T = 1_700_000_000;
const history = { seq: 1, rows: slots(T, [1000, 990, 980]) };
const pane = stage(T + 35, {
  history,
  latest: { ...LATEST, live_viewers: 1000, at: T, settled: T },
  estimates: [1005, 5, 7, 1010, 20, 20],
});

describe("beside the counter", () => {
  it("stands what the newest slot that is over will settle at", async () => {
    const mounted = pane();
    await pass();
    expect(mounted.text(".wp-about")).toBe("about 1,010now, estimated");
    expect(mounted.find(".wp-about").title).toMatch(/ from 990 to 1,030$/);
    expect(mounted.find(".wp-about b").dataset["slot"]).toBe(`${T + 20}`);
    expect(mounted.text(".wp-count")).toBe("1,000");
    mounted.model.receive({ estimates: [] });
    await pass();
    expect(mounted.find(".wp-about").hidden).toBe(true);
  });

  it("claims nothing of now when what is shown is of then", async () => {
    const mounted = pane();
    await pass();
    mounted.model.receive({ status: { ...LIVE, state: "stale" } });
    await pass();
    expect(mounted.find(".wp-about").hidden).toBe(true);
  });
});
