import { describe, expect, it } from "vitest";
import { outline } from "../../src/host/outline";

const same = (value: number): number => value;

describe("an outline", () => {
  it("joins points by lines, and the area to its ground", () => {
    expect(outline([0, 10.04, 20], [5, 2.55, 7], same, same, 9)).toEqual({
      line: "M0,5L10,2.6L20,7",
      area: "M0,5L10,2.6L20,7L20,9L0,9Z",
    });
  });

  it("is broken where a value is missing, and dots a point that is alone", () => {
    const { NaN: none } = Number;
    const { line, area } = outline(
      [0, 1, 2, 3, 4, 5],
      [none, 4, none, none, 6, 7],
      same,
      same,
      9,
    );
    expect(line).toBe("M1,4ZM4,6L5,7");
    expect(area).toBe("M1,4L1,9L1,9ZM4,6L5,7L5,9L4,9Z");
  });

  it("is nothing of nothing", () => {
    expect(outline([], [], same, same, 9)).toEqual({ line: "", area: "" });
    expect(outline([1], [Number.NaN], same, same, 9)).toEqual({ line: "", area: "" });
  });
});
