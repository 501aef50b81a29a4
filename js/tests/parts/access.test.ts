import { describe, expect, it, vi } from "vitest";
import { LATEST, LIVE, slots } from "../fake-model";
import { give } from "../late";
import { frame, pass, span, stage } from "../page";

vi.mock("../../src/host/module", () => import("../modules"));

const T = 1_700_000_000;
const NOW = T + 5400;
const history = {
  seq: 5,
  rows: slots(
    T,
    Array.from({ length: 541 }, (_, i) => i),
  ),
  at: T,
};
const latest = { ...LATEST, settled: T + 5340, received_at: NOW, data_age_s: 4 };
const pane = stage(NOW, { history, latest });

describe("what a screen reader hears", () => {
  it("is once that the data are stale, and not with every second", async () => {
    const { model, root, text } = pane();
    await pass();
    model.receive({ status: { ...LIVE, state: "stale" } });
    const said = new Set<string>();
    for (let s = 0; s < 200; s++) {
      await pass(1000);
      said.add(root.querySelector(".wp-spoken")?.textContent ?? "");
    }
    expect(text(".wp-chip")).toMatch(/^Stale \d/);
    expect([...said]).toEqual(["Stale, 1,231 attendees then"]);
  });

  it("is English, from left to right, in any page", () => {
    const root = pane().find(".webcast-pane");
    expect([root.lang, root.dir]).toEqual(["en", "ltr"]);
  });
});

describe("ids", () => {
  it("are of one pane alone, and every label has its field", () => {
    const panes = [pane(), pane()];
    frame();
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { root } of panes)
      for (const label of root.querySelectorAll("label"))
        expect(root.querySelector(`#${label.htmlFor}`)).not.toBeNull();
  });
});

describe("the focus", () => {
  it("goes to the chart when Go to latest is gone", async () => {
    const { model, find } = pane();
    await pass();
    model.receive({ window_end_s: T + 3000 });
    const button = find(".wp-latest");
    button.focus();
    button.click();
    frame();
    expect(button.hidden).toBe(true);
    expect(document.activeElement).toBe(find(".wp-plot"));
  });

  it("goes to the toggle when the analytics are hidden, or the configuration", async () => {
    const { model, find } = pane();
    await pass();
    find(".wp-plot").focus();
    model.receive({ visible: false });
    frame();
    expect(document.activeElement).toBe(find(".wp-toggle"));
    find("[name=time_zone]").focus();
    model.receive({ visible: true });
    frame();
    expect(document.activeElement).toBe(find(".wp-plot"));
  });

  it("is left alone where it is elsewhere", async () => {
    const { model } = pane();
    await pass();
    model.receive({ visible: false });
    frame();
    expect(document.activeElement).toBe(document.body);
  });
});

describe("the window's edges", () => {
  it("are moved by the arrows with Shift, one by left and right, the other by up and down", async () => {
    const mounted = pane();
    await pass();
    const scroller = mounted.find(".wp-scroller");
    const key = (name: string) =>
      scroller.dispatchEvent(
        new KeyboardEvent("keydown", { key: name, shiftKey: true, cancelable: true }),
      );
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
    key("ArrowLeft");
    expect(span(mounted)).toEqual({ from: T + 3540, to: NOW });
    key("ArrowRight");
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW });
    key("ArrowDown");
    expect(span(mounted)).toEqual({ from: T + 3600, to: NOW - 60 });
    key("ArrowUp");
    expect(span(mounted).to).toBe(NOW);
    // No shorter than a minute, no longer than the event; other keys do nothing.
    for (let i = 0; i < 60; i++) key("ArrowRight");
    expect(NOW - span(mounted).from).toBeGreaterThanOrEqual(60);
    for (let i = 0; i < 400; i++) key("ArrowLeft");
    expect(span(mounted).from).toBe(T);
    const before = span(mounted);
    key("Home");
    expect(span(mounted)).toEqual(before);
  });
});

describe("in a shadow root", () => {
  it("a menu is worked by mouse, and the keys are those of the pane with the focus", async () => {
    const { model, root } = pane();
    pane();
    await pass();
    // As marimo puts it: the view is moved into a root of its own.
    const host = document.createElement("div");
    document.body.append(host);
    host.attachShadow({ mode: "open" }).append(root);
    const find = <E extends HTMLElement>(selector: string) =>
      root.querySelector(selector) as E;
    find(".wp-export").click();
    await give({ model });
    const item = find(".wp-menu [role=menuitem]");
    const press = { bubbles: true, composed: true };
    item.dispatchEvent(new PointerEvent("pointerdown", press));
    expect(find(".wp-menu").hidden).toBe(false);
    item.click();
    expect(model.sent.at(-1)).toMatchObject({ type: "export", format: "csv" });
    find(".wp-export").click();
    document.body.dispatchEvent(new PointerEvent("pointerdown", press));
    expect(find(".wp-menu").hidden).toBe(true);
    const alt = { altKey: true, code: "KeyA", key: "a", cancelable: true, ...press };
    find(".wp-plot").dispatchEvent(new KeyboardEvent("keydown", alt));
    expect(model.saved.at(-1)).toEqual({ visible: false });
  });
});
