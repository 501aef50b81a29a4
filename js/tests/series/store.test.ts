import { describe, expect, it } from "vitest";
import { MISSING } from "../../src/contract.gen";
import { Store } from "../../src/series/store";
import { rows, slots } from "../fake-model";

const T = 1_700_000_000;
const lives = (store: Store): number[] => [
  ...store.columns.live_viewers.slice(0, store.count),
];

describe("Store", () => {
  it("knows nothing before anything came", () => {
    const store = new Store();
    expect(store.extent).toBeNull();
    expect(store.indexOf(T)).toBe(-1);
    expect(store.gap).toBe(false);
  });

  it("reads a snapshot that lies anywhere in its buffer", () => {
    const store = new Store();
    store.snapshot(3, slots(T, [1, 2, 3]));
    expect(store.extent).toEqual({ first: T, last: T + 20 });
    expect(lives(store)).toEqual([1, 2, 3]);
    expect([...store.columns.dvr_viewers.slice(0, 3)]).toEqual([1, 1, 1]);
    expect(store.seq).toBe(3);
  });

  it("finds the value at or next to a moment, or when one was due", () => {
    const store = new Store();
    store.cadence_s = 60;
    const at = [0, 60, 121, 400].map((each) => T + 7 + each);
    store.snapshot(
      1,
      rows(...at.map((start, n) => [start, n, 0] as [number, number, number])),
    );
    const snapped = (each: number): number => store.snap(T + 7 + each) - T - 7;
    expect([-90, -29, 0, 29, 31, 95, 150].map(snapped)).toEqual([
      -60, 0, 0, 0, 60, 121, 121,
    ]);
    // In the gap: 181, 241, 301 and 361 would be due, and the last gives way to what came.
    expect([152, 270, 300, 369, 395].map(snapped)).toEqual([181, 241, 301, 361, 400]);
    expect([429, 431, 520].map(snapped)).toEqual([400, 460, 520]);
  });

  it("leaves out a row that is cut off", () => {
    const whole = slots(T, [1, 2]);
    const cut = new DataView(whole.buffer, whole.byteOffset, 20);
    const store = new Store();
    store.snapshot(1, cut);
    expect(lives(store)).toEqual([1]);
  });

  it("reads what is not known as not a number, and zero as zero", () => {
    const store = new Store();
    store.delta(1, rows([T, MISSING, 0], [T + 10, 0, MISSING]));
    expect(lives(store)).toEqual([Number.NaN, 0]);
    expect([...store.columns.dvr_viewers.slice(0, 2)]).toEqual([0, Number.NaN]);
  });

  it("appends, and replaces a slot that was revised", () => {
    const store = new Store();
    store.snapshot(1, slots(T, [1, 2, 3]));
    store.delta(2, slots(T + 10, [20, 30, 40]));
    expect(lives(store)).toEqual([1, 20, 30, 40]);
    expect(store.seq).toBe(2);
  });

  it("puts a late slot in its place", () => {
    const store = new Store();
    store.delta(1, rows([T, 1, 1], [T + 30, 4, 4]));
    store.delta(2, rows([T + 10, 2, 2], [T - 10, 0, 0]));
    expect([...store.start.slice(0, 4)]).toEqual([T - 10, T, T + 10, T + 30]);
    expect(lives(store)).toEqual([0, 1, 2, 4]);
    expect([...store.columns.dvr_viewers.slice(0, 4)]).toEqual([0, 1, 2, 4]);
  });

  it("drops a change that the snapshot already holds", () => {
    const store = new Store();
    store.snapshot(5, slots(T, [1]));
    const before = store.revision;
    store.delta(5, slots(T, [9]));
    expect(lives(store)).toEqual([1]);
    expect(store.revision).toBe(before);
  });

  it("shows what came after a gap at once, and asks for the rest", () => {
    const store = new Store();
    store.snapshot(1, slots(T, [1]));
    store.delta(3, slots(T + 20, [3]));
    expect(store.gap).toBe(true);
    expect(store.seq).toBe(1);
    expect(store.extent?.last).toBe(T + 20);
    store.snapshot(3, slots(T, [1, 2, 3]));
    expect(store.gap).toBe(false);
    expect(lives(store)).toEqual([1, 2, 3]);
    expect(store.seq).toBe(3);
  });

  it("puts what is newer than the snapshot back on top of it", () => {
    const store = new Store();
    store.snapshot(1, slots(T, [1]));
    store.delta(3, slots(T + 20, [3]));
    store.delta(4, slots(T + 30, [4]));
    store.snapshot(3, slots(T, [1, 2, 3]));
    expect(lives(store)).toEqual([1, 2, 3, 4]);
    expect(store.seq).toBe(4);
    expect(store.gap).toBe(false);
  });

  it("still misses a change when the snapshot is older than the gap", () => {
    const store = new Store();
    store.delta(9, slots(T + 90, [9]));
    store.snapshot(5, slots(T, [1]));
    expect(store.gap).toBe(true);
    expect(store.seq).toBe(5);
    expect(lives(store)).toEqual([1, 9]);
  });

  it("ignores a snapshot older than what it has", () => {
    const store = new Store();
    store.snapshot(5, slots(T, [5]));
    store.snapshot(4, slots(T, [4]));
    expect(lives(store)).toEqual([5]);
  });

  it("grows past its first size without losing a slot", () => {
    const values = Array.from({ length: 8640 }, (_, i) => i);
    const store = new Store();
    store.snapshot(1, slots(T, values));
    expect(store.count).toBe(8640);
    expect(lives(store)).toEqual(values);
    expect(store.indexOf(T + 86_390)).toBe(8639);
    expect(store.indexOf(T + 5)).toBe(-1);
    expect(store.lowerBound(T + 5)).toBe(1);
    expect(store.lowerBound(T + 1_000_000)).toBe(8640);
    expect(store.newestUpTo(T + 25)).toBe(T + 20);
    expect(store.newestUpTo(T - 1)).toBeNull();
  });
});
