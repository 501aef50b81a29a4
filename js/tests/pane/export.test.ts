import { describe, expect, it, vi } from "vitest";
import { type Mounted, pass, stage } from "../page";

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
