import { describe, expect, it } from "vitest";
import { slots } from "../fake-model";
import { type Mounted, stage } from "../page";

const T = 1_700_000_000;
const pane = stage(T + 1800);

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
