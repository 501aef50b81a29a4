import { describe, expect, it, vi } from "vitest";
import { slots } from "../fake-model";
import { asked, give, opened } from "../late";
import { moduleOf } from "../modules";
import { frame, type Mounted, pass, span, stage } from "../page";

const values = Array.from({ length: 180 }, (_, i) => i);
const HALF_AN_HOUR = { seq: 1, rows: slots(1_700_000_000, values), at: 0 };
const NOTHING = { seq: 0, rows: new DataView(new ArrayBuffer(0)), at: 0 };

vi.mock("../../src/host/module", () => import("../modules"));

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
    await opened(mounted);
    item(mounted, 2)?.click();
    const [request] = asked(mounted);
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

  it("is offered in the configuration by the same menu", async () => {
    const mounted = pane();
    const labels = (from: HTMLElement) =>
      [...from.querySelectorAll("[role^=menuitem]")].map((each) => each.textContent);
    await opened(mounted);
    mounted.find(".wp-toggle").click();
    const settings = mounted.find(".wp-config");
    settings.querySelector<HTMLElement>(".wp-export")?.click();
    // Without another question, as its part is here.
    expect(labels(settings)).toEqual(labels(mounted.find(".wp-footer")));
    expect(labels(settings)).toContain("Save picture (.svg)");
    settings.querySelectorAll<HTMLElement>("[role=menuitem]")[1]?.click();
    expect(asked(mounted)).toEqual([
      expect.objectContaining({ type: "export", format: "parquet" }),
    ]);
    await pass();
    expect(settings.querySelector(".wp-told")?.textContent).toBe("Preparing the file…");
  });

  it("is of the window where that is chosen, as it is on the screen", async () => {
    const mounted = pane({ history: HALF_AN_HOUR });
    await pass();
    const choices = () =>
      [...mounted.root.querySelectorAll("[role=menuitemradio]")].map((each) => [
        each.textContent,
        each.getAttribute("aria-checked"),
      ]);
    await opened(mounted);
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

  it("of the page is of the whole event, whatever is chosen", async () => {
    const mounted = pane({ export_window: true, history: HALF_AN_HOUR });
    await opened(mounted);
    item(mounted, 4)?.click();
    expect(mounted.model.sent.at(-1)).toMatchObject({ format: "page", window: null });
    item(mounted, 3)?.click();
    const asked = mounted.model.sent.at(-1);
    expect(asked).toMatchObject({ format: "html" });
    expect(asked?.["window"]).toHaveLength(2);
  });

  it("of a window is never of the whole, and where there is none the kernel says so", async () => {
    const mounted = pane({ export_window: true, history: NOTHING });
    await opened(mounted);
    item(mounted, 0)?.click();
    expect(mounted.model.sent.at(-1)).toMatchObject({ window: [0, 1] });
  });

  it("shows the kernel's sentence when it cannot be done", async () => {
    const mounted = pane();
    await opened(mounted);
    item(mounted, 0)?.click();
    const id = asked(mounted)[0]?.["id"];
    mounted.model.message({ type: "error", id, sentence: "No data to export." });
    expect(mounted.text(".wp-told")).toBe("No data to export.");
  });

  it("says so when a file comes without its contents", async () => {
    const { clicked } = stubDownload();
    const mounted = pane();
    await opened(mounted);
    item(mounted, 0)?.click();
    const id = asked(mounted)[0]?.["id"];
    mounted.model.message({ type: "file", id, name: "a.csv", mime: "text/csv" });
    expect(mounted.text(".wp-told")).toMatch(/without its contents/);
    expect(clicked).not.toHaveBeenCalled();
  });
});

describe("the menu", () => {
  const LAST = "Save picture (.svg)";
  const keyOn = (element: Element | null, key: string) =>
    element?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  const parts = async () => {
    const mounted = pane();
    const button = await opened(mounted);
    const list = mounted.find("[role=menu]");
    button.click();
    const at = () => document.activeElement?.textContent;
    return { mounted, button, list, at };
  };

  it("opens and closes with its button", async () => {
    const { button, list, at } = await parts();
    expect(list.hidden).toBe(true);
    button.click();
    expect(list.hidden).toBe(false);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    expect(at()).toBe("Whole event");
    button.click();
    expect(list.hidden).toBe(true);
  });

  it("is worked by keyboard", async () => {
    const { button, list, at } = await parts();
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

  it("closes when the focus or a press goes elsewhere", async () => {
    const { mounted, button, list } = await parts();
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

describe("what Export offers", () => {
  const open = (mounted: Mounted) =>
    mounted.root.querySelector<HTMLElement>("[role=menu]")?.hidden === false;
  const parts = ({ model }: Mounted) =>
    // The focus has what marks come, too.
    model.sent.flatMap(({ part }) => (part && part !== "marking" ? [part] : []));

  it("comes when somebody points at the button, and opens with the press of it", async () => {
    const mounted = pane();
    await pass();
    const button = mounted.find(".wp-export");
    const point = (): boolean => button.dispatchEvent(new Event("pointerover"));
    point();
    point();
    expect(parts(mounted)).toEqual(["exports"]);
    expect(mounted.text(".wp-told")).toBe("");
    button.focus();
    await give(mounted, "exports");
    expect(open(mounted)).toBe(false);
    button.click();
    expect(open(mounted)).toBe(true);
    expect(parts(mounted)).toEqual(["exports"]);
  });

  it("is not asked for without a kernel before it is pressed", async () => {
    const mounted = pane();
    await pass();
    mounted.model.figures.chart.comm_live = false;
    mounted.find(".wp-export").dispatchEvent(new Event("pointerover"));
    expect(mounted.model.sent).toEqual([]);
  });

  it("is asked for with the first press, once, whichever view it is pressed in", async () => {
    const mounted = pane();
    const other = mounted.again();
    await pass(2000);
    expect(parts(mounted)).toEqual([]);
    await opened(mounted);
    expect(parts(mounted)).toEqual(["exports"]);
    expect(open(mounted)).toBe(true);
    const entry = mounted.find("[role=menuitem]");
    expect(entry.getAttribute("data-lm-suppress-shortcuts")).toBe("true");
    const button = other.root.querySelector<HTMLElement>(".wp-export");
    button?.click();
    expect(other.root.querySelector("[role=menu]")).not.toBeNull();
    expect(parts(mounted)).toEqual(["exports"]);
    other.close();
  });

  it("comes to each view that waits for it", async () => {
    const mounted = pane();
    const other = mounted.again();
    for (const { root } of [mounted, other])
      root.querySelector<HTMLElement>(".wp-export")?.click();
    await give(mounted);
    expect(document.querySelectorAll("[role=menu]")).toHaveLength(2);
    // The one with the focus, which was pressed last.
    expect(open(mounted)).toBe(false);
    other.close();
  });

  it("opens at the end that was asked for, by keyboard", async () => {
    const mounted = pane();
    const button = mounted.find(".wp-export");
    const press = (key: string) =>
      button.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    press("q");
    expect(parts(mounted)).toEqual([]);
    press("ArrowUp");
    await give(mounted);
    expect(document.activeElement?.textContent).toBe("Save picture (.svg)");
  });

  it("takes the focus from nobody who went on meanwhile", async () => {
    const mounted = pane();
    mounted.find(".wp-export").click();
    await pass(2000);
    expect(mounted.text(".wp-told")).toBe("Waiting for the kernel, which is busy");
    mounted.find(".wp-plot").focus();
    await give(mounted);
    expect(open(mounted)).toBe(false);
    expect(mounted.text(".wp-told")).toBe("");
    mounted.find(".wp-export").click();
    expect(open(mounted)).toBe(true);
  });

  it("that cannot be loaded is a sentence, and asked for again", async () => {
    const heard = vi.spyOn(console, "error").mockImplementation(() => {});
    const mounted = pane();
    const press = () => mounted.find(".wp-export").click();
    const last = () => mounted.model.sent.at(-1)?.["id"];
    vi.mocked(moduleOf).mockRejectedValueOnce(new Error("its policy"));
    press();
    await give(mounted);
    expect(mounted.text(".wp-told")).toMatch(/could not be loaded\. Press again\./);
    expect(heard).toHaveBeenCalled();
    press();
    mounted.model.message({ type: "part", id: last() });
    await pass(0);
    expect(mounted.text(".wp-told")).toMatch(/could not be loaded/);
    press();
    const sentence = "The browser part of webcast_widget is missing.";
    mounted.model.message({ type: "error", id: last(), sentence });
    expect(mounted.text(".wp-told")).toBe(sentence);
    expect(open(mounted)).toBe(false);
    await opened(mounted);
    expect(open(mounted)).toBe(true);
  });

  it("needs a kernel, and says so", () => {
    const mounted = pane({ layout: { comm_live: false } });
    mounted.find(".wp-export").click();
    expect(mounted.text(".wp-told")).toBe(
      "The kernel is not connected. Run the cell again.",
    );
    expect(parts(mounted)).toEqual([]);
  });

  it("is a picture, too, of which is said what became of it", async () => {
    const mounted = pane({ history: NOTHING });
    await opened(mounted);
    [...mounted.root.querySelectorAll<HTMLElement>("[role=menuitem]")].at(-1)?.click();
    await pass(0);
    expect(mounted.text(".wp-told")).toMatch(/nothing to draw yet/);
    await pass(6000);
    expect(mounted.text(".wp-told")).toBe("");
  });
});
