import { describe, expect, it } from "vitest";
import { itemsOf } from "../../src/series/sheet";
import { boxIn, flagsIn } from "../../src/stage/lanes";

const WINDOW = { from: 1000, to: 2000 };
const ITEMS = itemsOf([
  { at: 500, title: "Welcome", end: null },
  { at: 900, title: "Results", end: null },
  { at: 1250, title: "Product demo", end: 1500 },
  { at: 1750, title: "Q&A", end: null },
  { at: 2500, title: "Thanks", end: null },
]);

describe("a stretch of time in a window", () => {
  it.each([
    [
      { from: 1250, to: 1500 },
      { left: 0.25, width: 0.25, begins: true },
    ],
    [
      { from: 500, to: 1500 },
      { left: 0, width: 0.5, begins: false },
    ],
    [
      { from: 1500, to: Number.POSITIVE_INFINITY },
      { left: 0.5, width: 0.5, begins: true },
    ],
    [
      { from: 1000, to: 1100 },
      { left: 0, width: 0.1, begins: true },
    ],
    [
      { from: 2000, to: 2100 },
      { left: 1, width: 0, begins: true },
    ],
    [{ from: 500, to: 1000 }, null],
    [{ from: 2001, to: 2100 }, null],
  ])("lies where its moments are: %o", (stretch, box) => {
    expect(boxIn(stretch, WINDOW)).toEqual(box);
  });

  it("lies nowhere in a window without a length", () => {
    expect(boxIn({ from: 0, to: 9 }, { from: 5, to: 5 })).toBeNull();
  });
});

describe("the flags in a window", () => {
  it("are the items in it, side by side", () => {
    const flags = flagsIn(ITEMS, WINDOW);
    expect(flags.map(({ of, left, room }) => [of.title, left, room])).toEqual([
      ["Results", 0, 0.25],
      ["Product demo", 0.25, 0.25],
      ["Q&A", 0.75, 0.25],
    ]);
  });

  it("leave the place to what begins later, though they last", () => {
    const both = [
      { from: 500, to: 2000 },
      { from: 1500, to: 1750 },
    ];
    const [long, short] = flagsIn(both, WINDOW);
    expect(long).toMatchObject({ left: 0, width: 1, room: 0.5 });
    expect(short).toMatchObject({ left: 0.5, width: 0.25 });
    // And have it back where that is out of sight.
    const [alone] = flagsIn(both, { from: 1800, to: 1900 });
    expect(alone).toMatchObject({ left: 0, width: 1, room: 1 });
  });

  it("are the same boxes for the same items", () => {
    expect(flagsIn(ITEMS, WINDOW)).toEqual(flagsIn(ITEMS, WINDOW));
  });
});
