import { afterEach, describe, expect, it } from "vitest";
import { isThemed, matchScheme } from "../../src/host/scheme";

afterEach(() => document.body.replaceChildren());

/** The innermost of elements with these backgrounds, outermost first. */
function inside(...backgrounds: string[]): HTMLElement {
  let at: HTMLElement = document.body;
  for (const background of backgrounds) {
    const element = document.createElement("div");
    element.style.backgroundColor = background;
    at.append(element);
    at = element;
  }
  const pane = document.createElement("section");
  at.append(pane);
  return pane;
}

describe("a pane on a page without a theme", () => {
  it.each([
    [["rgb(30, 30, 30)"], "dark"],
    [["rgb(30, 30, 30)", "rgb(255, 255, 255)"], "light"],
    [["rgb(250, 250, 250)", "rgba(0, 0, 0, 0.1)"], "light"],
    [["rgb(30, 30, 30)", "transparent"], "dark"],
    [["oklch(0.2 0 0)"], ""],
    [[], ""],
  ])("on %j is as light as that: %s", (backgrounds, scheme) => {
    const pane = inside(...backgrounds);
    matchScheme(pane);
    expect(pane.style.colorScheme).toBe(scheme);
  });

  it("follows it, also out of a shadow", () => {
    const host = inside("rgb(0, 0, 0)");
    const pane = document.createElement("section");
    host.attachShadow({ mode: "open" }).append(pane);
    matchScheme(pane);
    expect(pane.style.colorScheme).toBe("dark");
    (host.parentElement as HTMLElement).style.backgroundColor = "rgb(255, 255, 255)";
    matchScheme(pane);
    matchScheme(pane);
    expect(pane.style.colorScheme).toBe("light");
  });

  it("knows a theme by its colours", () => {
    const pane = inside();
    expect(isThemed(pane)).toBe(false);
    pane.style.setProperty("--jp-layout-color1", "white");
    expect(isThemed(pane)).toBe(true);
  });
});
