import { describe, expect, it, vi } from "vitest";
import { moduleOf } from "../../src/host/module";
import { slots } from "../fake-model";
import { frame, type Mounted, pass, span, stage } from "../page";

const values = Array.from({ length: 180 }, (_, i) => i);
const HALF_AN_HOUR = { seq: 1, rows: slots(1_700_000_000, values), at: 0 };
const NOTHING = { seq: 0, rows: new DataView(new ArrayBuffer(0)), at: 0 };

vi.mock("../../src/host/module", () => ({ moduleOf: vi.fn() }));

const pane = stage(1_700_001_800);

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
    expect(request).toMatchObject({ type: "export", format: "xlsx", window: null });
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

  it("is of the window where that is chosen, as it is on the screen", async () => {
    const mounted = pane({ history: HALF_AN_HOUR });
    await pass();
    const choices = () =>
      [...mounted.root.querySelectorAll("[role=menuitemradio]")].map((each) => [
        each.textContent,
        each.getAttribute("aria-checked"),
      ]);
    mounted.find(".wp-export").click();
    expect(choices()).toEqual([
      ["Whole event", "true"],
      ["Visible window", "false"],
    ]);
    const [, visible] = mounted.root.querySelectorAll<HTMLElement>(
      "[role=group] [role=menuitemradio]",
    );
    visible?.click();
    expect(mounted.model.saved.at(-1)).toEqual({ export_window: true });
    frame();
    expect(choices()[1]).toEqual(["Visible window", "true"]);
    // What is exported is chosen before the format is.
    expect(mounted.find("[role=menu]").hidden).toBe(false);
    mounted.model.set("window_s", 600);
    frame();
    item(mounted, 0)?.click();
    const { from, to } = span(mounted);
    expect(to - from).toBe(600);
    expect(mounted.model.sent.at(-1)).toMatchObject({ window: [from, to] });
  });

  it("of the page is of the whole event, whatever is chosen", () => {
    const mounted = pane({ export_window: true, history: HALF_AN_HOUR });
    item(mounted, 4)?.click();
    expect(mounted.model.sent.at(-1)).toMatchObject({ format: "page", window: null });
    item(mounted, 3)?.click();
    const asked = mounted.model.sent.at(-1);
    expect(asked).toMatchObject({ format: "html" });
    expect(asked?.["window"]).toHaveLength(2);
  });

  it("offers the choice in the configuration too", () => {
    const mounted = pane({ visible: false, export_window: true });
    const chosen = mounted.find<HTMLSelectElement>("[name=export_window]");
    expect(chosen.value).toBe("1");
    expect(chosen.getAttribute("aria-label")).toBe("What is exported");
    chosen.value = "0";
    chosen.dispatchEvent(new Event("change"));
    expect(mounted.model.saved.at(-1)).toEqual({ export_window: false });
    mounted.find("[data-format=csv]").click();
    expect(mounted.model.sent.at(-1)).toMatchObject({ format: "csv", window: null });
  });

  it("of a window is never of the whole, and where there is none the kernel says so", () => {
    const mounted = pane({ export_window: true, history: NOTHING });
    item(mounted, 0)?.click();
    expect(mounted.model.sent.at(-1)).toMatchObject({ window: [0, 1] });
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
  const LAST = "Save picture (.svg)";
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
    expect(at()).toBe("Whole event");
    button.click();
    expect(list.hidden).toBe(true);
  });

  it("is worked by keyboard", () => {
    const { button, list, at } = parts();
    keyOn(button, "Escape");
    keyOn(button, "ArrowUp");
    expect(at()).toBe(LAST);
    keyOn(document.activeElement, "ArrowDown");
    expect(at()).toBe("Whole event");
    keyOn(document.activeElement, "ArrowUp");
    expect(at()).toBe(LAST);
    keyOn(document.activeElement, "Home");
    expect(at()).toBe("Whole event");
    keyOn(document.activeElement, "End");
    expect(at()).toBe(LAST);
    keyOn(document.activeElement, "q");
    keyOn(document.activeElement, "Escape");
    expect(list.hidden).toBe(true);
    expect(document.activeElement).toBe(button);
    keyOn(button, "ArrowDown");
    expect(at()).toBe("Whole event");
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

describe("the picture", () => {
  const last = (mounted: Mounted) =>
    [...mounted.root.querySelectorAll<HTMLElement>("[role=menuitem]")].at(-1);

  it("is drawn by a part that is asked for once", async () => {
    const drawn = vi.fn(async () => "Saved a.svg");
    vi.mocked(moduleOf).mockResolvedValue(drawn);
    const mounted = pane();
    last(mounted)?.click();
    const asked = mounted.model.sent.at(-1);
    expect(asked).toMatchObject({ type: "part", part: "picture" });
    const part = { type: "part", id: asked?.["id"] };
    mounted.model.message(part, new DataView(new ArrayBuffer(1)));
    await pass(0);
    expect(drawn).toHaveBeenCalledWith(expect.anything(), "svg");
    expect(mounted.text(".wp-told")).toBe("Saved a.svg");
    last(mounted)?.click();
    await pass(0);
    expect(drawn).toHaveBeenCalledTimes(2);
    expect(mounted.model.sent.filter(({ type }) => type === "part")).toHaveLength(1);
    await pass(6000);
    expect(mounted.text(".wp-told")).toBe("");
  });

  it("that a page does not let be drawn is a sentence", async () => {
    vi.mocked(moduleOf).mockRejectedValue(new Error("its policy"));
    const mounted = pane();
    last(mounted)?.click();
    const part = { type: "part", id: mounted.model.sent.at(-1)?.["id"] };
    mounted.model.message(part, new DataView(new ArrayBuffer(1)));
    await pass(0);
    expect(mounted.text(".wp-told")).toMatch(/lets no picture be drawn/);
  });
});
