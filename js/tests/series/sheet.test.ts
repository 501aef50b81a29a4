import { describe, expect, it } from "vitest";
import { itemAt, itemsOf } from "../../src/series/sheet";

const SHEET = [
  { at: 100, title: "Welcome", end: null },
  { at: 200, title: "Results", end: 260 },
  { at: 300, title: "Q&A", end: null },
];

describe("the run sheet", () => {
  it("ends an item where it says, or where the next one begins", () => {
    expect(itemsOf(SHEET).map(({ to }) => to)).toEqual([
      200,
      260,
      Number.POSITIVE_INFINITY,
    ]);
    expect(itemsOf([])).toEqual([]);
  });

  it.each([
    [99, undefined],
    [100, "Welcome"],
    [199, "Welcome"],
    [200, "Results"],
    [260, undefined],
    [300, "Q&A"],
    [9999, "Q&A"],
  ])("knows which item is at %d", (moment, title) => {
    expect(itemAt(itemsOf(SHEET), moment)?.title).toBe(title);
  });

  it("goes back to the item that a shorter one interrupted", () => {
    const sheet = itemsOf([
      { at: 100, title: "Talk", end: 400 },
      { at: 200, title: "Break", end: 300 },
    ]);
    expect(itemAt(sheet, 250)?.title).toBe("Break");
    expect(itemAt(sheet, 350)?.title).toBe("Talk");
  });
});
