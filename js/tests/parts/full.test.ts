import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Mounted, stage } from "../page";

const pane = stage(1_700_000_000);
/** What fills the screen, as the browser has it. */
let full: Element | null = null;
const set = (element: Element | null): Promise<void> => {
  full = element;
  document.dispatchEvent(new Event("fullscreenchange"));
  return Promise.resolve();
};
const property = (name: string, get: () => unknown): void => {
  Object.defineProperty(document, name, { configurable: true, get });
};
const button = ({ find }: Mounted): HTMLElement => find(".wp-full");
const press = (target: Element | null, more: KeyboardEventInit = {}): boolean => {
  const event = { key: "f", bubbles: true, cancelable: true, ...more };
  return target?.dispatchEvent(new KeyboardEvent("keydown", event)) ?? true;
};

describe("the full screen", () => {
  beforeEach(() => {
    full = null;
    property("fullscreenEnabled", () => true);
    property("fullscreenElement", () => full);
    document.exitFullscreen = () => set(null);
    Element.prototype.requestFullscreen = function () {
      return set(this);
    };
  });
  afterEach(() => property("fullscreenEnabled", () => undefined));

  it("is entered and left by the button, which says so", () => {
    const mounted = pane();
    const turn = button(mounted);
    expect(turn.hidden).toBe(false);
    expect(turn.getAttribute("aria-label")).toBe("Full screen");
    expect(turn.getAttribute("aria-pressed")).toBe("false");
    const shape = turn.querySelector("path")?.getAttribute("d");
    turn.click();
    expect(full).toBe(mounted.find(".webcast-pane"));
    expect(turn.getAttribute("aria-pressed")).toBe("true");
    expect(turn.title).toBe("Leave the full screen (Esc)");
    expect(turn.querySelector("path")?.getAttribute("d")).not.toBe(shape);
    turn.click();
    expect(full).toBeNull();
    expect(turn.getAttribute("aria-pressed")).toBe("false");
    // Esc is the browser's own.
    turn.click();
    set(null);
    expect(turn.getAttribute("aria-pressed")).toBe("false");
  });

  it("is entered by F, but where one types", () => {
    const mounted = pane();
    expect(turnedBy(mounted, ".wp-plot")).toBe(true);
    expect(turnedBy(mounted, ".wp-plot", { ctrlKey: true })).toBe(false);
    expect(turnedBy(mounted, ".wp-config .wp-in")).toBe(false);
  });

  it("is of one view alone", () => {
    const mounted = pane();
    const other = mounted.again().root.querySelector(".wp-full");
    button(mounted).click();
    expect(button(mounted).getAttribute("aria-pressed")).toBe("true");
    expect(other?.getAttribute("aria-pressed")).toBe("false");
  });

  it("is not offered where the host forbids it", () => {
    property("fullscreenEnabled", () => false);
    const mounted = pane();
    expect(button(mounted).hidden).toBe(true);
    expect(turnedBy(mounted, ".wp-plot")).toBe(false);
  });

  it("stays as it is where the browser refuses", async () => {
    const mounted = pane();
    Element.prototype.requestFullscreen = vi.fn(() => Promise.reject(new TypeError()));
    button(mounted).click();
    await Promise.resolve();
    expect(button(mounted).getAttribute("aria-pressed")).toBe("false");
  });
});

/** Whether F, pressed there, makes the pane fill the screen. */
function turnedBy(mounted: Mounted, at: string, more: KeyboardEventInit = {}): boolean {
  full = null;
  press(mounted.find(at), more);
  return full !== null;
}
