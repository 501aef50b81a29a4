import { describe, expect, it, vi } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { give } from "../late";
import { type Mounted, pass, stage } from "../page";

vi.mock("../../src/host/module", () => import("../modules"));

const T = 1_700_000_040;
const NOW = T + 1200;
const pane = stage(NOW, {
  history: { seq: 1, rows: slots(T, new Array(121).fill(40)) },
  latest: { ...LATEST, settled: T + 1140, data_age_s: 4, received_at: NOW },
});

function press(target: Element | null, key: string, more = {}): KeyboardEvent {
  const options = { key, bubbles: true, cancelable: true, ...more };
  const event = new KeyboardEvent("keydown", options);
  target?.dispatchEvent(event);
  return event;
}

const field = ({ find }: Mounted): HTMLInputElement =>
  find<HTMLInputElement>(".wp-marking input");

function write(mounted: Mounted, title: string): void {
  field(mounted).value = title;
  expect(press(field(mounted), "Enter").defaultPrevented).toBe(true);
}

const asked = ({ model }: Mounted) =>
  model.sent.filter(({ type }) => type !== "news" && type !== "part");

/** Press the button, and have what asks for the title. */
async function begin(mounted: Mounted): Promise<void> {
  mounted.find(".wp-mark").click();
  if (!mounted.root.querySelector(".wp-marking")) await give(mounted);
}

describe("marking what begins now", () => {
  it("asks what it is, and marks when it was asked for", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    expect(document.activeElement).toBe(field(mounted));
    expect(mounted.find(".wp-mark").hidden).toBe(true);
    await pass(5000);
    write(mounted, "  Q&A ");
    const [request] = asked(mounted);
    expect(request).toMatchObject({ type: "mark", title: "Q&A" });
    expect(Math.abs((request?.["at"] as number) - NOW)).toBeLessThan(1);
    expect(mounted.text(".wp-told")).toBe("Marking\u2026");
    mounted.model.message({
      type: "marked",
      id: request?.["id"],
      title: "Q&A",
      at: NOW - 2,
    });
    expect(mounted.text(".wp-told")).toBe("Marked \u201cQ&A\u201d at 22:33:58 UTC");
    expect(mounted.find(".wp-marking").hidden).toBe(true);
    expect(document.activeElement).toBe(mounted.find(".wp-mark"));
    await pass(7000);
    expect(mounted.text(".wp-told")).toBe("");
  });

  it("loads what asks as soon as somebody points near the button, and not before", async () => {
    const mounted = pane();
    await pass();
    const over = (where: string): void => {
      mounted.find(where).dispatchEvent(new Event("pointerover", { bubbles: true }));
    };
    over(".wp-plot");
    expect(mounted.model.sent).toEqual([]);
    over(".wp-footer");
    over(".wp-mark");
    expect(mounted.model.sent).toMatchObject([{ type: "part", part: "marking" }]);
    await give(mounted);
    mounted.find(".wp-mark").click();
    expect(document.activeElement).toBe(field(mounted));
  });

  it("is taken back by a button, for a minute", async () => {
    const mounted = pane();
    await pass();
    mounted.find(".wp-plot").focus();
    await give(mounted);
    const back = mounted.find(".wp-back");
    expect(back.hidden).toBe(true);
    for (const [index, wait] of [0, 70_000].entries()) {
      await begin(mounted);
      await pass(90_000);
      write(mounted, "Q&A");
      const request = asked(mounted).at(-1);
      const at = NOW + index;
      mounted.model.message({ type: "marked", id: request?.["id"], title: "Q&A", at });
      expect(back.hidden).toBe(false);
      await pass(wait);
      expect(back.hidden).toBe(wait > 0);
      if (wait > 0) break;
      back.click();
      expect(asked(mounted).at(-1)).toMatchObject({ type: "unmark", at });
      expect(back.hidden).toBe(true);
      expect(document.activeElement).toBe(mounted.find(".wp-mark"));
      mounted.model.message({
        type: "marked",
        id: asked(mounted).at(-1)?.["id"],
        title: "Q&A",
        at,
      });
    }
  });

  it("loses nothing that is typed before there is a field for it", async () => {
    const mounted = pane();
    await pass();
    const plot = mounted.find(".wp-plot");
    plot.focus();
    const type = (...keys: string[]) => {
      for (const key of keys) press(document.activeElement, key);
    };
    type("m", "a", "f", "Escape");
    await give(mounted);
    expect(mounted.find(".wp-marking").hidden).toBe(true);
    const other = pane();
    await pass();
    other.find(".wp-plot").focus();
    type("m", "Q", "f", "m");
    expect(press(document.activeElement, "Tab").defaultPrevented).toBe(false);
    await give(other);
    expect(field(other).value).toBe("Qfm");
    expect(document.activeElement).toBe(field(other));
    const third = pane();
    await pass();
    third.find(".wp-plot").focus();
    type("m", "Q", "Enter");
    await give(third);
    expect(asked(third)).toMatchObject([{ type: "mark", title: "Q" }]);
  });

  it("has a button for Enter", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    field(mounted).value = "Q&A";
    mounted.find(".wp-marking button").click();
    expect(asked(mounted)).toMatchObject([{ type: "mark", title: "Q&A" }]);
  });

  it("asks the kernel by its own clock", async () => {
    const mounted = pane();
    await pass();
    mounted.model.receive({ latest: { ...LATEST, received_at: NOW + 500 } });
    await begin(mounted);
    write(mounted, "Q&A");
    const at = asked(mounted)[0]?.["at"] as number;
    expect(Math.abs(at - NOW - 500)).toBeLessThan(1);
  });

  it("leaves the field where the kernel says why not", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    write(mounted, "Q&A");
    write(mounted, "Q&A");
    expect(asked(mounted)).toHaveLength(1);
    const sentence = "\u201cQ&A\u201d is marked already, and goes on.";
    mounted.model.message({ type: "error", id: asked(mounted)[0]?.["id"], sentence });
    expect(mounted.text(".wp-told")).toBe(sentence);
    expect(field(mounted).value).toBe("Q&A");
    expect(document.activeElement).toBe(field(mounted));
    press(field(mounted), "Escape");
    expect(document.activeElement).toBe(mounted.find(".wp-mark"));
    // Begun anew, what was wrong is told no more.
    mounted.find(".wp-mark").click();
    expect(mounted.text(".wp-told")).toBe("");
    expect(field(mounted).value).toBe("");
  });

  it("marks nothing without a title", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    write(mounted, "   ");
    // Of an input method that is still at work.
    field(mounted).value = "Q&A";
    press(field(mounted), "Enter", { isComposing: true });
    expect(asked(mounted)).toEqual([]);
    expect(mounted.find(".wp-marking").hidden).toBe(false);
  });

  it("begins with M, wherever in the pane the focus is, but not in a field", async () => {
    const mounted = pane();
    await pass();
    const plot = mounted.find(".wp-plot");
    // Asked for with the focus, and quietly: it is here when the key is pressed.
    plot.focus();
    expect(mounted.model.sent.at(-1)).toMatchObject({ type: "part", part: "marking" });
    await pass(3000);
    expect(mounted.text(".wp-told")).toBe("");
    await give(mounted);
    expect(document.activeElement).toBe(plot);
    expect(press(plot, "m", { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(mounted.find(".wp-marking").hidden).toBe(true);
    expect(press(plot, "M").defaultPrevented).toBe(true);
    expect(document.activeElement).toBe(field(mounted));
    // Else no title could have the letter.
    expect(press(field(mounted), "m").defaultPrevented).toBe(false);
  });

  it.each([
    [
      "a replay",
      { replay: { first: 0, last: 9, position: 3, speed: 1, playing: true } },
    ],
    ["an event that is over", { status: { ...LIVE, state: "ended" } }],
    ["a feed that was stopped", { status: { ...LIVE, state: "stopped" } }],
    ["a feed that only begins", { status: { ...LIVE, state: "connecting" } }],
  ])("is not offered of %s", async (_, values) => {
    const mounted = pane(values);
    await pass();
    expect(mounted.find(".wp-marks").hidden).toBe(true);
    const plot = mounted.find(".wp-plot");
    expect(press(plot, "m").defaultPrevented).toBe(false);
    press(plot, "Delete");
    expect(asked(mounted)).toEqual([]);
  });

  it("keeps the focus in the pane when the event ends meanwhile", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    mounted.model.receive({ status: { ...LIVE, state: "ended" } });
    await pass();
    expect(document.activeElement).toBe(mounted.find(".wp-plot"));
  });

  it("takes back what a flag with the focus stands for", async () => {
    const mounted = pane({ run_sheet: [{ at: T + 60, title: "Q&A", end: null }] });
    await pass();
    const flag = mounted.find(".wp-flag");
    expect(flag.title).toMatch(/; Delete takes it back$/);
    flag.focus();
    press(flag, "Delete");
    await give(mounted);
    const [request] = asked(mounted);
    expect(request).toMatchObject({ type: "unmark", at: T + 60 });
    const reply = { type: "marked", id: request?.["id"], title: "Q&A", at: T + 60 };
    mounted.model.message({ ...reply, id: "of another tab" });
    expect(mounted.text(".wp-told")).toBe("Taking it back\u2026");
    mounted.model.message(reply);
    expect(mounted.text(".wp-told")).toBe("Took back \u201cQ&A\u201d");
    mounted.model.receive({ run_sheet: [] });
    await pass();
    expect(document.activeElement).toBe(mounted.find(".wp-plot"));
  });

  it("says that a busy kernel is waited for", async () => {
    const mounted = pane();
    await pass();
    await begin(mounted);
    write(mounted, "Q&A");
    await pass(2500);
    expect(mounted.text(".wp-told")).toBe("Waiting for the kernel, which is busy");
  });
});
