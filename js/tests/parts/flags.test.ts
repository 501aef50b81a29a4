import { describe, expect, it } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { type Mounted, pass, span, stage } from "../page";

const T = 1_700_000_040;
const NOW = T + 5400;
const WINDOW_FROM = T + 3600;
const SHEET = [
  { at: T, title: "Welcome", end: null },
  { at: T + 600, title: "Results", end: null },
  { at: T + 4000, title: "Product demo", end: null },
  { at: T + 5000, title: "Q&A", end: null },
  { at: T + 7200, title: "Thanks", end: null },
];
const pane = stage(NOW, {
  history: { seq: 1, rows: slots(T, new Array(541).fill(40)) },
  latest: { ...LATEST, settled: T + 5340, data_age_s: 4, received_at: NOW },
  run_sheet: SHEET,
});

const flags = ({ root }: Mounted): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(".wp-flag"),
];
const labels = (mounted: Mounted): (string | null)[] =>
  flags(mounted).map((flag) => flag.textContent);
const poles = ({ root }: Mounted): string[] =>
  [...root.querySelectorAll<HTMLElement>(".wp-of-flags")].map(
    (pole) => pole.style.left,
  );

function press(target: Element | null, key: string): void {
  const event = { key, bubbles: true, cancelable: true };
  target?.dispatchEvent(new KeyboardEvent("keydown", event));
}

describe("the run sheet above the chart", () => {
  it("has a flag for each item in the window, and a pole where one begins", async () => {
    const mounted = pane();
    await pass();
    expect(labels(mounted)).toEqual(["Results", "Product demo", "Q&A"]);
    expect(flags(mounted).map(({ style }) => [style.left, style.width])).toEqual([
      ["0%", "22.22%"],
      ["22.22%", "55.56%"],
      ["77.78%", "22.22%"],
    ]);
    expect(poles(mounted)).toEqual(["22.22%", "77.78%"]);
    expect(mounted.find(".wp-chart").dataset["sheet"]).toBe("true");
  });

  it("is not there without one", async () => {
    const mounted = pane({ run_sheet: [] });
    await pass();
    expect(mounted.find(".wp-flags").hidden).toBe(true);
    expect(mounted.find(".wp-chart").dataset["sheet"]).toBeUndefined();
    expect(mounted.find(".wp-running").hidden).toBe(true);
    expect(flags(mounted)).toEqual([]);
  });

  it("names what runs in the lane and in the header", async () => {
    const mounted = pane();
    await pass();
    const [, demo, questions] = flags(mounted);
    expect(questions?.getAttribute("aria-current")).toBe("true");
    expect(demo?.hasAttribute("aria-current")).toBe(false);
    expect(questions?.getAttribute("aria-label")).toBe("Q&A, since 23:37, running");
    expect(demo?.getAttribute("aria-label")).toBe("Product demo, 23:20 to 23:37");
    expect(mounted.text(".wp-subtitle")).toMatch(/; Q&A since 23:37$/);
    // Also where the window is elsewhere.
    mounted.model.receive({ window_end_s: T + 3000 });
    await pass();
    expect(labels(mounted)).toEqual(["Results"]);
    expect(mounted.text(".wp-running")).toBe("; Q&A since 23:37");
  });

  it("goes on with the moment, though nothing comes", async () => {
    const soon = { at: NOW + 30, title: "Thanks", end: null };
    const mounted = pane({ run_sheet: [...SHEET.slice(0, 4), soon] });
    await pass();
    expect(mounted.text(".wp-running")).toMatch("Q&A");
    await pass(28_000);
    expect(mounted.text(".wp-running")).toMatch("Thanks");
  });

  it.each(["stale", "ended", "stopped"] as const)(
    "lets nothing run when %s",
    async (state) => {
      const mounted = pane({ status: { ...LIVE, state } });
      await pass();
      expect(mounted.find(".wp-running").hidden).toBe(true);
      expect(mounted.root.querySelector("[aria-current]")).toBeNull();
      const said = flags(mounted)[2]?.getAttribute("aria-label");
      expect(said).toBe("Q&A, 14 Nov 23:37 to 15 Nov 00:14");
    },
  );

  it("runs with a replay's moment", async () => {
    const replay = {
      first: T,
      last: T + 9000,
      position: T + 4500,
      speed: 60,
      playing: true,
    };
    const mounted = pane({ replay, status: { ...LIVE, state: "replaying" } });
    await pass();
    expect(mounted.text(".wp-running")).toMatch("Product demo");
    mounted.model.receive({ status: { ...LIVE, state: "ended" } });
    expect(mounted.find(".wp-running").hidden).toBe(true);
  });

  it("is one stop of Tab, and the arrows go along", async () => {
    const mounted = pane();
    await pass();
    const stops = (): string[] =>
      flags(mounted)
        .filter(({ tabIndex }) => tabIndex === 0)
        .map(({ title }) => title.slice(0, 3));
    expect(stops()).toEqual(["Q&A"]);
    flags(mounted)[2]?.focus();
    press(document.activeElement, "ArrowLeft");
    expect(document.activeElement).toBe(flags(mounted)[1]);
    expect(stops()).toEqual(["Pro"]);
    press(document.activeElement, "Home");
    expect(document.activeElement).toBe(flags(mounted)[0]);
    press(document.activeElement, "ArrowLeft");
    expect(document.activeElement).toBe(flags(mounted)[0]);
    press(document.activeElement, "End");
    expect(document.activeElement).toBe(flags(mounted)[2]);
    press(document.activeElement, "x");
    expect(document.activeElement).toBe(flags(mounted)[2]);
  });

  it("keeps the focus when its flag leaves the window", async () => {
    const mounted = pane();
    await pass();
    flags(mounted)[2]?.focus();
    mounted.model.receive({ window_end_s: T + 4500 });
    await pass();
    expect(document.activeElement?.classList.contains("wp-flag")).toBe(true);
    mounted.model.receive({ run_sheet: [] });
    await pass();
    expect(document.activeElement?.className).toBe("wp-plot");
  });

  it("shows an item alone when its flag is pressed", async () => {
    const mounted = pane();
    await pass();
    flags(mounted)[1]?.click();
    await pass();
    expect(span(mounted)).toEqual({ from: T + 4000, to: T + 5000 });
  });

  it("shows what runs up to the newest slot", async () => {
    const mounted = pane();
    await pass();
    flags(mounted)[2]?.click();
    await pass();
    expect(span(mounted)).toEqual({ from: T + 5000, to: NOW });
    expect(mounted.model.saved.at(-1)).toEqual({ window_s: 400, window_end_s: null });
  });

  it("is in the readout", async () => {
    const mounted = pane();
    await pass();
    const plot = mounted.find(".wp-plot");
    plot.focus();
    press(plot, "Home");
    await pass();
    expect(mounted.text(".wp-readout")).toMatch(/\u201cResults\u201d$/);
    expect(plot.getAttribute("aria-valuetext")).toMatch(/\u201cResults\u201d$/);
  });

  it("has ticks in the scroller, of what is in the event", async () => {
    const mounted = pane();
    await pass();
    const ticks = [...mounted.root.querySelectorAll<HTMLElement>(".wp-mtick")];
    expect(ticks.map(({ style }) => style.left)).toEqual([
      "0%",
      "11.11%",
      "74.07%",
      "92.59%",
    ]);
  });

  it("shows what began last of those that began before the window", async () => {
    const sheet = [
      { at: T, title: "Day one", end: T + 9000 },
      { at: T + 60, title: "Morning", end: T + 8000 },
    ];
    const mounted = pane({ run_sheet: sheet });
    await pass();
    expect(labels(mounted)).toEqual(["Morning"]);
  });

  it("shows titles as text, whatever they hold", async () => {
    const title = '<img src=x onerror="alert(1)">';
    const mounted = pane({ run_sheet: [{ at: WINDOW_FROM + 10, title, end: null }] });
    await pass();
    expect(mounted.root.querySelector("img")).toBeNull();
    expect(labels(mounted)).toEqual([title]);
  });

  it("keeps apart what could not be told apart", async () => {
    const many = Array.from({ length: 1500 }, (_, i) => ({
      at: WINDOW_FROM + i,
      title: `Cue ${i}`,
      end: null,
    }));
    const mounted = pane({ run_sheet: many });
    await pass();
    const count = flags(mounted).length;
    expect(count).toBeGreaterThan(100);
    expect(count).toBeLessThanOrEqual(400);
    expect(labels(mounted).slice(0, 3)).toEqual(["", "", ""]);
  });

  it("writes nothing again while nothing changes", async () => {
    const mounted = pane();
    await pass(2000);
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((all) => changes.push(...all));
    const all = { attributes: true, childList: true, subtree: true };
    for (const each of [
      ".wp-flags",
      ".wp-lanes",
      ".wp-plot .wp-behind",
      ".wp-ticks",
      ".wp-running",
    ])
      observer.observe(mounted.find(each), all);
    mounted.model.receive({ status: { ...LIVE } });
    await pass(1500);
    changes.push(...observer.takeRecords());
    expect(changes.map(({ type, attributeName }) => [type, attributeName])).toEqual([]);
    observer.disconnect();
  });
});
