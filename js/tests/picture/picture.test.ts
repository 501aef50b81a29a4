import { beforeEach, describe, expect, it, vi } from "vitest";
import { picture } from "../../src/exports/picture";
import { wrapModel } from "../../src/host/model";
import { Pane } from "../../src/pane/pane";
import { png } from "../../src/picture/raster";
import { FakeModel, LATEST, slots } from "../fake-model";
import { layOut, stage } from "../page";

vi.mock("../../src/picture/raster", () => ({ png: vi.fn() }));

const T = 1_700_000_000;
const NOW = T + 1800;
const values = Array.from({ length: 181 }, (_, i) => 500 + i);
const HISTORY = { seq: 1, rows: slots(T, values), at: 0 };

const usual = new DataView(new ArrayBuffer(12 * 30));
for (let cell = 0; cell < 90; cell++) usual.setUint32(4 * cell, 600, true);
const USUAL = { at: T, events: 2, rows: usual };

describe("a picture of a pane", () => {
  stage(NOW);
  const made: [string, string, number][] = [];
  const pane = (told: Record<string, unknown> = {}): Pane => {
    const latest = { ...LATEST, settled: NOW };
    const model = new FakeModel({ history: HISTORY, latest, ...told });
    return new Pane(wrapModel(model), new AbortController().signal);
  };

  beforeEach(() => {
    layOut();
    made.length = 0;
    vi.mocked(png).mockResolvedValue(new Blob(["dots"], { type: "image/png" }));
    const createObjectURL = (blob: Blob) => {
      made.push([blob.type, "", blob.size]);
      return "blob:1";
    };
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL }));
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      const last = made.at(-1);
      if (last) last[1] = this.download;
    });
    vi.stubGlobal(
      "ClipboardItem",
      class {
        constructor(readonly items: Record<string, Promise<Blob>>) {}
      },
    );
  });

  const clipboard = (write: (items: unknown[]) => Promise<void>): void => {
    vi.stubGlobal("navigator", { ...navigator, clipboard: { write } });
  };

  it("is copied as dots", async () => {
    const write = vi.fn(async (_: unknown[]) => {});
    clipboard(write);
    expect(await picture(pane(), "copy")).toBe(
      "Copied the picture, 2560 × 1440 pixels",
    );
    const [[item]] = write.mock.calls[0] as unknown as [
      [{ items: Record<string, Promise<Blob>> }],
    ];
    expect((await item.items["image/png"])?.size).toBe(4);
    expect(made).toEqual([]);
    expect(vi.mocked(png).mock.calls.at(-1)?.[0]).toMatch(/^<svg .*<\/svg>$/s);
  });

  it("is saved where it may not be copied", async () => {
    clipboard(() => Promise.reject(new DOMException("no", "NotAllowedError")));
    const said = await picture(pane(), "copy");
    expect(said).toMatch(/does not let a picture be copied here\. Saved .*png instead/);
    expect(made).toEqual([["image/png", expect.stringMatching(/_window_.*png$/), 4]]);
  });

  it("is saved where nothing can be copied", async () => {
    vi.stubGlobal("navigator", { ...navigator, clipboard: undefined });
    expect(await picture(pane(), "copy")).toMatch(/Saved .*\.png instead/);
    expect(made).toHaveLength(1);
  });

  it("is saved as dots and as lines", async () => {
    expect(await picture(pane(), "png")).toMatch(/^Saved .*\.png, 2560 × 1440 pixels$/);
    expect(await picture(pane(), "svg")).toMatch(/^Saved .*\.svg$/);
    expect(made.map(([mime]) => mime)).toEqual(["image/png", "image/svg+xml"]);
    expect(made[1]?.[2]).toBeGreaterThan(2000);
    const unnamed = { event: { id: "1_a", name: "" }, usual_band: USUAL };
    await picture(pane(unnamed), "png");
    const [svg = ""] = vi.mocked(png).mock.calls.at(-1) ?? [];
    expect(svg).toContain(">1_a</text>");
    expect(svg).toContain("highest of 2 earlier events");
  });

  it("is none before anything came", async () => {
    const nothing = { seq: 0, rows: slots(T, []), at: 0 };
    expect(await picture(pane({ history: nothing }), "png")).toMatch(/nothing to draw/);
    expect(made).toEqual([]);
  });

  it("that cannot be drawn is a sentence", async () => {
    const heard = vi.spyOn(console, "error").mockImplementation(() => {});
    vi.mocked(png).mockRejectedValue(new Error("no canvas"));
    vi.stubGlobal("navigator", { ...navigator, clipboard: undefined });
    expect(await picture(pane(), "png")).toMatch(/could not draw the picture/);
    expect(await picture(pane(), "copy")).toMatch(/could not draw the picture/);
    expect(heard).toHaveBeenCalled();
  });
});
