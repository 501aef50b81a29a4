import { describe, expect, it } from "vitest";
// The kernel is held to the same: tests/pane/test_view.py.
import vectors from "../../../tests/window.json";
import { SHORTEST_S, WHOLE_S } from "../../src/contract.gen";
import {
  around,
  choose,
  scrollable,
  shifted,
  spanOf,
  zoomed,
} from "../../src/series/window";

const first = 1_700_000_000;
const event = { first, last: first + 5400 };
const following = { window_s: 1800, window_end_s: null };

describe("spanOf", () => {
  it.each(vectors)("$says, as the kernel says", (vector) => {
    const { first: begin, last, window_s, window_end_s } = vector;
    const { from, to } = vector;
    expect(spanOf({ first: begin, last }, { window_s, window_end_s })).toEqual({
      from,
      to,
    });
  });

  it("is never shorter than a minute", () => {
    const { from, to } = spanOf(event, { window_s: 1, window_end_s: null });
    expect(to - from).toBe(SHORTEST_S);
  });
});

describe("scrollable", () => {
  it("is so once the event is longer than the window", () => {
    expect(scrollable({ first, last: first + 1790 }, 1800)).toBe(false);
    expect(scrollable({ first, last: first + 1800 }, 1800)).toBe(true);
    expect(scrollable(event, WHOLE_S)).toBe(false);
  });
});

describe("choose", () => {
  it("snaps a moved window to the grid and keeps its length", () => {
    const span = { from: first + 203.7, to: first + 2003.7 };
    expect(choose(event, span, 1800)).toEqual({
      window_s: 1800,
      window_end_s: first + 2000,
    });
  });

  it("follows when the right edge is within a slot of the newest", () => {
    const span = { from: first + 3591, to: first + 5391 };
    expect(choose(event, span, 1800)).toEqual(following);
  });

  it("keeps the left edge of a window that was resized at the right", () => {
    const span = { from: first + 1000, to: first + 1603 };
    expect(choose(event, span, 1800)).toEqual({
      window_s: 600,
      window_end_s: first + 1600,
    });
  });

  it("reaches the newest slot when resized up to it", () => {
    const span = { from: first + 1004, to: first + 5395 };
    expect(choose(event, span, 1800)).toEqual({ window_s: 4400, window_end_s: null });
  });

  it("lets a window become the whole event and no more", () => {
    const span = { from: first - 3, to: first + 5400 };
    const chosen = choose(event, span, 1800);
    expect(chosen).toEqual({ window_s: 5400, window_end_s: null });
    expect(scrollable(event, chosen.window_s)).toBe(true);
  });

  it("does not let a window become shorter than a minute", () => {
    const span = { from: first + 1000, to: first + 1011 };
    expect(choose(event, span, 1800)).toEqual({
      window_s: SHORTEST_S,
      window_end_s: first + 1010,
    });
    const start = { from: first, to: first + 12 };
    expect(choose(event, start, 1800).window_end_s).toBe(first + SHORTEST_S);
  });

  it("follows when a shortest window fills the event", () => {
    const short = { first, last: first + 60 };
    expect(choose(short, { from: first, to: first + 20 }, 1800)).toEqual({
      window_s: SHORTEST_S,
      window_end_s: null,
    });
  });
});

describe("shifted and around", () => {
  const span = { from: first + 1000, to: first + 2800 };

  it("move the window as far as the event goes", () => {
    expect(shifted(event, span, 60)).toEqual({ from: first + 1060, to: first + 2860 });
    expect(shifted(event, span, Number.NEGATIVE_INFINITY).from).toBe(first);
    expect(shifted(event, span, Number.POSITIVE_INFINITY).to).toBe(event.last);
  });

  it("centre it on a moment", () => {
    expect(around(event, span, first + 3000)).toEqual({
      from: first + 2100,
      to: first + 3900,
    });
    expect(around(event, span, first).from).toBe(first);
  });
});

describe("zoomed", () => {
  const span = { from: first + 1000, to: first + 2800 };

  it("keeps the moment under the pointer where it is", () => {
    const moment = first + 1450;
    const half = zoomed(event, span, moment, 0.5);
    expect(half).toEqual({ from: first + 1225, to: first + 2125 });
    expect(zoomed(event, half, moment, 2)).toEqual(span);
  });

  it("ends at a minute and at the event", () => {
    const least = zoomed(event, span, span.from, 0.001);
    expect(least).toEqual({ from: span.from, to: span.from + SHORTEST_S });
    const all = { from: event.first, to: event.last };
    expect(zoomed(event, span, span.to, 100)).toEqual(all);
    expect(zoomed(event, all, span.to, 2)).toBe(all);
    // Not beyond the event on the side that has room.
    const { from, to } = zoomed(event, { ...span, from: first }, first, 1.5);
    expect([from, to]).toEqual([first, first + 4200]);
  });

  it("shows of a young event what there is, and no more", () => {
    const young = { first, last: first + 300 };
    const wide = { from: first, to: first + 1800 };
    expect(zoomed(young, wide, first + 900, 1.2)).toBe(wide);
    const near = zoomed(young, wide, first + 900, 0.8);
    expect(near).toEqual({ from: first, to: first + 300 });
    const two = { first, last: first + 10 };
    expect(zoomed(two, wide, first, 0.5)).toBe(wide);
  });
});
