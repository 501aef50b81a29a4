import { describe, expect, it } from "vitest";
import { LATEST, LIVE } from "../fake-model";
import { frame, type Mounted, stage } from "../page";

const T = 1_700_000_000;

const pane = stage(T + 1800);

const UNKNOWN = Object.fromEntries(Object.keys(LATEST).map((key) => [key, null]));

describe("the header", () => {
  it("names the event, the moment and the count", () => {
    const { find, text } = pane();
    expect(text(".wp-title b")).toBe("Town hall");
    expect(text(".wp-subtitle")).toBe("Live analytics, data to 22:42:10 UTC");
    expect(text(".wp-count")).toBe("1,231");
    expect(find(".wp-count").dataset["value"]).toBe("1231");
    expect(find(".wp-count").dataset["slot"]).toBe("1700001730");
    expect(find(".wp-counter").title).toMatch(/14 Nov 2023, 22:42:10 UTC/);
    expect(text(".wp-counter span")).toBe("attendees now");
  });

  it("shows a dash for what is not known, with the reason, and zero for zero", () => {
    const { find, text, model } = pane({ latest: UNKNOWN });
    expect(text(".wp-count")).toBe("—");
    expect(find(".wp-count").dataset["value"]).toBeUndefined();
    expect(find(".wp-counter").title).toMatch(/^Not known yet/);
    model.receive({ latest: { ...LATEST, live_viewers: 0 } });
    expect(text(".wp-count")).toBe("0");
    expect(find(".wp-count").dataset["value"]).toBe("0");
  });

  it("does not say now of an event that has ended", () => {
    const { text } = pane({ status: { ...LIVE, state: "ended" } });
    expect(text(".wp-counter span")).toBe("attendees at the end");
    expect(text(".wp-chip")).toBe("Ended");
  });

  it("turns no name into markup", () => {
    const name = "<img src=x onerror=alert(1)>";
    const { root, text } = pane({ event: { id: "1_abc", name } });
    expect(text(".wp-title b")).toBe(name);
    expect(root.querySelector("img")).toBeNull();
  });

  it("falls back to the event's id", () => {
    expect(pane({ event: { id: "1_abc", name: "" } }).text(".wp-title b")).toBe(
      "1_abc",
    );
  });

  it("shows and hides the analytics at once", () => {
    const { find, model } = pane();
    const toggle = find(".wp-toggle");
    expect(toggle.title).toBe("Hide analytics (Alt+A)");
    expect(toggle.getAttribute("aria-pressed")).toBe("true");
    expect(toggle.getAttribute("aria-keyshortcuts")).toBe("Alt+A");
    toggle.click();
    expect(find(".wp-analytics").hidden).toBe(true);
    expect(find(".wp-config").hidden).toBe(false);
    expect(toggle.title).toBe("Show analytics (Alt+A)");
    expect(model.saved).toEqual([{ visible: false }]);
    toggle.click();
    expect(find(".wp-analytics").hidden).toBe(false);
  });

  it("says what to do in the banner", () => {
    const { find, text, model } = pane();
    expect(find(".wp-banner").hidden).toBe(true);
    model.receive({ status: { ...LIVE, state: "signed_out" } });
    expect(find(".wp-banner").hidden).toBe(false);
    expect(text(".wp-banner")).toMatch(/Connect again/);
    expect(find(".wp-banner").dataset["tone"]).toBe("bad");
    expect(find(".webcast-pane").dataset["state"]).toBe("signed_out");
  });
});

describe("the tiles", () => {
  const tile = (mounted: Mounted, metric: string) => {
    const element = mounted.find(`[data-metric=${metric}]`);
    return { element, text: element.textContent };
  };

  it("say value, unit and moment", () => {
    const mounted = pane();
    expect(tile(mounted, "avg_bitrate_kbps").text).toBe(
      "Average bitrate 1.84 Mbps minute 22:41 ",
    );
    expect(tile(mounted, "avg_buffering_s_per_min").text).toBe(
      "Average buffering 0.42 s per min minute 22:41 ",
    );
    expect(tile(mounted, "dvr_viewers").text).toBe(
      "DVR, not counted above 37 viewers at 22:42 ",
    );
    const peak = tile(mounted, "peak_viewers");
    expect(peak.text).toBe("Peak attendees 1,502  at 22:26 ");
    expect(peak.element.title).toMatch(/settled slot.*22:26:40 UTC/);
    expect(peak.element.dataset["value"]).toBe("1502");
    expect(peak.element.dataset["at"]).toBe("1700000800");
  });

  it("say the day of a peak that is not today's", () => {
    const mounted = pane({ latest: { ...LATEST, peak_at: T - 86_400 } });
    expect(tile(mounted, "peak_viewers").text).toBe(
      "Peak attendees 1,502  at 22:13, 13 Nov ",
    );
    mounted.model.receive({ latest: { ...LATEST, at: null } });
    expect(tile(mounted, "peak_viewers").text).toMatch(/at 22:26 $/);
  });

  it("say of a figure that the source does not tell that it is so", () => {
    const { find } = pane({ latest: { ...LATEST, dvr_viewers: null } });
    expect(find('.wp-tile[data-metric="dvr_viewers"]').title).toMatch(
      /Not known: the source does not tell it of this slot\.$/,
    );
  });

  it("show a dash, no unit and the reason for what is not known", () => {
    const mounted = pane({ latest: UNKNOWN });
    frame();
    for (const element of mounted.root.querySelectorAll<HTMLElement>("[data-metric]")) {
      expect(element.querySelector("b")?.textContent).toBe("—");
      expect(element.querySelector("small")?.textContent).toBe("");
      expect(element.title).toMatch(/Not known/);
      expect(element.dataset["value"]).toBeUndefined();
    }
  });
});

describe("the configuration", () => {
  const select = (mounted: Mounted, name: string) =>
    mounted.find<HTMLSelectElement>(`[name=${name}]`);
  const pick = (field: HTMLSelectElement | HTMLInputElement, value: string) => {
    field.value = value;
    field.dispatchEvent(new Event("change"));
  };
  const offers = (field: HTMLSelectElement) =>
    [...field.options].map((option) => option.textContent);

  it("offers the usual, and what is set", () => {
    const mounted = pane({ visible: false, interval_s: 15, window_s: 2700 });
    expect(offers(select(mounted, "interval_s"))).toEqual([
      "5 s",
      "10 s",
      "15 s",
      "30 s",
      "1 min",
    ]);
    expect(select(mounted, "interval_s").value).toBe("15");
    expect(offers(select(mounted, "window_s"))).toContain("45 min");
    mounted.model.receive({ interval_s: 10 });
    expect(offers(select(mounted, "interval_s"))).not.toContain("15 s");
    expect(mounted.text(".wp-event")).toBe("1_abc");
  });

  it("sets what is picked", () => {
    const mounted = pane({ visible: false, window_end_s: T });
    pick(select(mounted, "interval_s"), "30");
    pick(select(mounted, "window_s"), "3600");
    expect(mounted.model.saved).toEqual([
      { interval_s: 30 },
      { window_s: 3600, window_end_s: null },
    ]);
  });

  it("shows the whole event once, however long the kernel's window is", () => {
    const mounted = pane({ visible: false, window_s: 1e9 });
    const field = select(mounted, "window_s");
    expect(field.selectedOptions[0]?.textContent).toBe("Whole event");
    expect(offers(field).filter((each) => each === "Whole event")).toHaveLength(1);
  });

  it("leaves a choice alone while it is being made", () => {
    const mounted = pane({ visible: false });
    const field = select(mounted, "interval_s");
    field.focus();
    field.value = "30";
    mounted.model.receive({ status: { ...LIVE } });
    expect(field.value).toBe("30");
  });

  it("takes a time zone at Enter, and tells no other key's handler", () => {
    const mounted = pane({ visible: false });
    const field = mounted.find<HTMLInputElement>("[name=time_zone]");
    const press = (key: string) => {
      const event = new KeyboardEvent("keydown", { key, bubbles: true });
      mounted.root.addEventListener("keydown", () => heard.push(key), { once: true });
      field.dispatchEvent(event);
    };
    const heard: string[] = [];
    field.value = "Europe/Paris";
    press("s");
    expect(mounted.model.saved).toEqual([]);
    press("Enter");
    expect(mounted.model.saved).toEqual([{ time_zone: "Europe/Paris" }]);
    expect(heard).toEqual(["s"]);
  });

  it("takes a time zone that exists, and refuses another in words", () => {
    const mounted = pane({ visible: false });
    const field = mounted.find<HTMLInputElement>("[name=time_zone]");
    field.dispatchEvent(new Event("focus"));
    field.dispatchEvent(new Event("focus"));
    expect(mounted.root.querySelectorAll("datalist option").length).toBeGreaterThan(
      100,
    );
    pick(field, "Mars/Olympus");
    expect(mounted.text(".wp-error")).toMatch(/"Mars\/Olympus" is not a time zone/);
    expect(field.getAttribute("aria-invalid")).toBe("true");
    expect(mounted.model.saved).toEqual([]);
    pick(field, " Europe/Berlin ");
    expect(mounted.model.saved).toEqual([{ time_zone: "Europe/Berlin" }]);
    expect(mounted.text(".wp-error")).toBe("");
    expect(mounted.text(".wp-subtitle")).toMatch(/23:42:10 CET$/);
    expect(field.value).toBe("Europe/Berlin");
  });
});
