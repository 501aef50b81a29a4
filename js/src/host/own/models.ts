// The figures where the host has none of bqplot's: models of our own, in this page alone.

import type { Child, Figures } from "../figures";

type Listener = (...args: unknown[]) => void;

/** Values, and who hears of them. */
export class OwnModel implements Child {
  /** Of bqplot's it is the host's model. */
  readonly raw = {};
  readonly #values: Record<string, unknown>;
  readonly #heard = new Map<string, Set<Listener>>();

  constructor(values: Record<string, unknown> = {}) {
    this.#values = values;
  }

  get(key: string): unknown {
    return this.#values[key];
  }

  set(values: Record<string, unknown>): void {
    Object.assign(this.#values, values);
    for (const key of Object.keys(values)) this.#tell(`change:${key}`);
    this.#tell("change");
  }

  points(x: Float64Array, y: Float64Array): void {
    this.set({ x, y });
  }

  on(event: string, fn: Listener): void {
    const heard = this.#heard.get(event) ?? new Set();
    this.#heard.set(event, heard.add(fn));
  }

  off(event: string, fn: Listener): void {
    this.#heard.get(event)?.delete(fn);
  }

  #tell(event: string): void {
    for (const fn of this.#heard.get(event) ?? []) fn();
  }
}

/** What `chart.py` makes of bqplot's. */
export function ownFigures(): Figures {
  // As `chart.py` has it; the browser makes room for what is pinned.
  const fig_margin = { left: 38, right: 4 };
  const none = { x: new Float64Array(), y: new Float64Array() };
  const scale = { min: 0, max: 1 };
  return {
    chart: new OwnModel({ fig_margin: { ...fig_margin, top: 8, bottom: 22 } }),
    overview: new OwnModel({ fig_margin: { ...fig_margin, top: 0, bottom: 0 } }),
    settled: new OwnModel({ ...none, name: "settled" }),
    provisional: new OwnModel({ ...none, name: "provisional" }),
    band: new OwnModel({ ...none, name: "band" }),
    usual: new OwnModel({ ...none, name: "usual" }),
    median: new OwnModel({ ...none, name: "median" }),
    second: new OwnModel({ ...none, name: "second" }),
    whole: new OwnModel({ ...none, name: "whole" }),
    x: new OwnModel({ ...scale }),
    y: new OwnModel({ ...scale }),
    secondY: new OwnModel({ ...scale }),
    xAxis: new OwnModel({ tick_values: [], tick_labels: {} }),
    yAxis: new OwnModel({ tick_values: [], tick_labels: {} }),
    secondAxis: new OwnModel({ tick_values: [], tick_labels: {} }),
    overviewX: new OwnModel({ ...scale }),
    overviewY: new OwnModel({ ...scale }),
    brush: new OwnModel({ selected: null }),
  };
}
