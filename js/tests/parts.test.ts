import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LATEST, LIVE, slots } from "./fake-model";
import { layOut, type Mounted, mount, pass } from "./page";

const T = 1_700_000_000;

let open: Mounted[] = [];
const pane = (values: Record<string, unknown> = {}): Mounted => {
  const mounted = mount(values);
  open.push(mounted);
  return mounted;
};

beforeEach(() => {
  vi.useFakeTimers({ now: (T + 1800) * 1000 });
  layOut();
});

afterEach(() => {
  for (const each of open) each.destroy();
  open = [];
  vi.unstubAllGlobals();
  vi.useRealTimers();
  document.body.replaceChildren();
});

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
    model.receive({ latest: { ...LATEST, attendees: 0 } });
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
    expect(tile(mounted, "avg_bitrate_kbps").text).toBe("Average bitrate1.84 Mbps");
    expect(tile(mounted, "avg_buffering_s_per_min").text).toBe(
      "Average buffering0.42 s per min",
    );
    expect(tile(mounted, "dvr_viewers").text).toBe("DVR viewers37 not counted above");
    const peak = tile(mounted, "peak_viewers");
    expect(peak.text).toBe("Peak attendees1,502 at 22:26");
    expect(peak.element.title).toMatch(/settled slot.*22:26:40 UTC/);
    expect(peak.element.dataset["value"]).toBe("1502");
    expect(peak.element.dataset["at"]).toBe("1700000800");
  });

  it("say the day of a peak that is not today's", () => {
    const mounted = pane({ latest: { ...LATEST, peak_at: T - 86_400 } });
    expect(tile(mounted, "peak_viewers").text).toBe(
      "Peak attendees1,502 at 22:13, 13 Nov",
    );
    mounted.model.receive({ latest: { ...LATEST, attendees_at: null } });
    expect(tile(mounted, "peak_viewers").text).toMatch(/at 22:26$/);
  });

  it("show a dash, no unit and the reason for what is not known", () => {
    const mounted = pane({ latest: UNKNOWN });
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

describe("the export", () => {
  const csv = new DataView(new TextEncoder().encode("a,b").buffer);
  const stubDownload = () => {
    const made = vi.fn((_: Blob) => "blob:1");
    const revoked = vi.fn();
    vi.stubGlobal(
      "URL",
      Object.assign(URL, { createObjectURL: made, revokeObjectURL: revoked }),
    );
    const clicked = vi.spyOn(HTMLAnchorElement.prototype, "click");
    clicked.mockImplementation(() => {});
    return { made, revoked, clicked };
  };
  const item = (mounted: Mounted, index: number) =>
    [...mounted.root.querySelectorAll<HTMLElement>("[role=menuitem]")][index];

  it("saves the file that comes, once, with two views open", async () => {
    const { made, revoked, clicked } = stubDownload();
    const mounted = pane();
    const other = mounted.again();
    item(mounted, 2)?.click();
    const [request] = mounted.model.sent;
    expect(request).toMatchObject({ type: "export", format: "xlsx" });
    expect(mounted.text(".wp-told")).toBe("Preparing the file…");
    await pass(2000);
    expect(mounted.text(".wp-told")).toBe("Waiting for the kernel, which is busy");
    const file = { type: "file", id: request?.["id"], name: "a.xlsx", mime: "x/y" };
    mounted.model.message({ ...file, id: "of another tab" }, csv);
    expect(clicked).not.toHaveBeenCalled();
    mounted.model.message(file, csv);
    mounted.model.message(file, csv);
    expect(clicked).toHaveBeenCalledTimes(1);
    expect(made.mock.calls[0]?.[0]).toMatchObject({ size: 3, type: "x/y" });
    expect(mounted.text(".wp-told")).toBe("Saved a.xlsx");
    await pass(10_000);
    expect(mounted.text(".wp-told")).toBe("");
    expect(revoked).toHaveBeenCalledWith("blob:1");
    other.close();
  });

  it("is asked for in the configuration too", () => {
    const mounted = pane({ visible: false });
    mounted.find("[data-format=parquet]").click();
    expect(mounted.model.sent[0]).toMatchObject({ format: "parquet" });
  });

  it("shows the kernel's sentence when it cannot be done", () => {
    const mounted = pane();
    item(mounted, 0)?.click();
    const id = mounted.model.sent[0]?.["id"];
    mounted.model.message({ type: "error", id, sentence: "No data to export." });
    expect(mounted.text(".wp-told")).toBe("No data to export.");
  });

  it("says so when a file comes without its contents", () => {
    const { clicked } = stubDownload();
    const mounted = pane();
    item(mounted, 0)?.click();
    const id = mounted.model.sent[0]?.["id"];
    mounted.model.message({ type: "file", id, name: "a.csv", mime: "text/csv" });
    expect(mounted.text(".wp-told")).toMatch(/without its contents/);
    expect(clicked).not.toHaveBeenCalled();
  });
});

describe("the menu", () => {
  const keyOn = (element: Element | null, key: string) =>
    element?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const parts = () => {
    const mounted = pane();
    const button = mounted.find(".wp-export");
    const list = mounted.find("[role=menu]");
    const at = () => document.activeElement?.textContent;
    return { mounted, button, list, at };
  };

  it("opens and closes with its button", () => {
    const { button, list, at } = parts();
    expect(list.hidden).toBe(true);
    button.click();
    expect(list.hidden).toBe(false);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(at()).toBe("CSV");
    button.click();
    expect(list.hidden).toBe(true);
  });

  it("is worked by keyboard", () => {
    const { button, list, at } = parts();
    keyOn(button, "Escape");
    keyOn(button, "ArrowUp");
    expect(at()).toBe("Excel");
    keyOn(document.activeElement, "ArrowDown");
    expect(at()).toBe("CSV");
    keyOn(document.activeElement, "ArrowUp");
    expect(at()).toBe("Excel");
    keyOn(document.activeElement, "Home");
    expect(at()).toBe("CSV");
    keyOn(document.activeElement, "End");
    expect(at()).toBe("Excel");
    keyOn(document.activeElement, "q");
    keyOn(document.activeElement, "Escape");
    expect(list.hidden).toBe(true);
    expect(document.activeElement).toBe(button);
    keyOn(button, "ArrowDown");
    expect(at()).toBe("CSV");
  });

  it("closes when the focus or a press goes elsewhere", () => {
    const { mounted, button, list } = parts();
    button.click();
    mounted
      .find(".wp-count")
      .dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(list.hidden).toBe(true);
    button.click();
    list.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(list.hidden).toBe(false);
    mounted.find<HTMLElement>(".wp-toggle").focus();
    expect(list.hidden).toBe(true);
  });
});

describe("keys", () => {
  it("pressed in the pane are not the notebook's, whatever has the focus", () => {
    const { root } = pane();
    const focusable = root.querySelectorAll("button, input, select, [tabindex]");
    expect(focusable.length).toBeGreaterThan(8);
    for (const element of [root.firstElementChild, ...focusable])
      expect(element?.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
  });
});

describe("Alt+A", () => {
  const press = (at: EventTarget, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent("keydown", {
      key: "a",
      code: "KeyA",
      altKey: true,
      bubbles: true,
      cancelable: true,
      ...more,
    });
    at.dispatchEvent(event);
    return event;
  };
  const shown = ({ find }: Mounted) => !find(".wp-analytics").hidden;

  it("toggles from anywhere on the page, and from a Mac's keyboard", () => {
    const mounted = pane();
    expect(press(document.body).defaultPrevented).toBe(true);
    expect(shown(mounted)).toBe(false);
    press(document.body, { key: "å" });
    expect(shown(mounted)).toBe(true);
    press(document.body, { code: "KeyQ" });
    expect(shown(mounted)).toBe(false);
  });

  it.each([
    { ctrlKey: true },
    { metaKey: true },
    { shiftKey: true },
    { altKey: false },
    { repeat: true },
    { isComposing: true },
    { key: "b", code: "KeyB" },
  ])("is nothing else: %o", (more) => {
    const mounted = pane();
    expect(press(document.body, more).defaultPrevented).toBe(false);
    expect(shown(mounted)).toBe(true);
  });

  it("is left to editors and fields", () => {
    const mounted = pane();
    const editor = document.createElement("div");
    editor.className = "cm-editor";
    const line = document.createElement("div");
    editor.append(line);
    const field = document.createElement("input");
    document.body.append(editor, field);
    expect(press(line).defaultPrevented).toBe(false);
    expect(press(field).defaultPrevented).toBe(false);
    expect(shown(mounted)).toBe(true);
  });

  it("is left alone when somebody else took it", () => {
    const mounted = pane();
    document.body.addEventListener("keydown", (event) => event.stopPropagation());
    const event = new KeyboardEvent("keydown", {
      key: "a",
      altKey: true,
      cancelable: true,
    });
    event.preventDefault();
    document.dispatchEvent(event);
    expect(shown(mounted)).toBe(true);
  });

  it("acts once where two views show one model", () => {
    const mounted = pane();
    const other = mounted.again();
    press(document.body);
    expect(shown(mounted)).toBe(false);
    expect(mounted.model.saved).toHaveLength(1);
    other.close();
    press(document.body);
    expect(shown(mounted)).toBe(true);
  });

  it("reaches the pane with the focus, else the one used last, else the first", () => {
    const [one, two] = [pane(), pane()];
    press(document.body);
    expect([shown(one), shown(two)]).toEqual([false, true]);
    press(two.find(".wp-export"));
    expect([shown(one), shown(two)]).toEqual([false, false]);
    two.find(".wp-header").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    press(document.body);
    expect([shown(one), shown(two)]).toEqual([false, true]);
    one.find(".wp-header").dispatchEvent(new Event("pointerdown", { bubbles: true }));
    press(document.body);
    expect([shown(one), shown(two)]).toEqual([true, true]);
    one.root.remove();
    press(document.body);
    expect(shown(two)).toBe(false);
  });

  it("is given back when no pane is left", () => {
    const mounted = pane();
    mounted.close();
    expect(press(document.body).defaultPrevented).toBe(false);
  });

  it("is not taken by a pane that is gone before it is shown", () => {
    const mounted = pane({ history: { seq: 1, rows: slots(T, [1]) } });
    mounted.destroy();
    mounted.again();
    expect(press(document.body).defaultPrevented).toBe(false);
  });
});
