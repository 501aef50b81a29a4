// What provisional slots will settle at, as the kernel estimates it, and what is drawn of it.

import { DUE, SLOT_S } from "../contract.gen";
import type { PaneModel } from "../host/model";
import type { Store } from "./store";
import type { Points } from "./thin";

/** What a slot will settle at: nine in ten do between `low` and `high`. */
export interface Estimate {
  start: number;
  viewers: number;
  low: number;
  high: number;
}

const NOTHING: Points = { x: [], y: [] };

/** The estimates of the slots that are over and not settled, in order. */
export function estimatesOf(model: PaneModel): Estimate[] {
  const told = model.get("estimates").values();
  const found: Estimate[] = [];
  let start = model.get("latest").settled ?? 0;
  const next = (): number => told.next().value ?? 0;
  for (const viewers of told) {
    start += SLOT_S;
    if (viewers !== null)
      found.push({ start, viewers, low: viewers - next(), high: viewers + next() });
  }
  return found;
}

/** Whether slots are drawn at what they will settle at: values of a moment do not fill up. */
export const fillsUp = (store: Store): boolean => store.cadence_s === SLOT_S;

/** What is drawn of a slot: its count if it is settled, else its estimate, if any. */
export function drawnAt(
  store: Store,
  slot: number,
  settled: number | null,
  estimates: Estimate[],
): number {
  const index = store.indexOf(slot);
  const isSettled = settled !== null && slot <= settled;
  if (index >= 0 && (isSettled || !fillsUp(store)))
    return store.columns.live_viewers[index] as number;
  return estimates.find(({ start }) => start === slot)?.viewers ?? Number.NaN;
}

export interface Edge {
  line: Points;
  /** Around each stretch of the line: its upper side onwards, then its lower one back. */
  band: Points;
}

/** The line through estimates, from the last settled point on, and the band around it. */
export function edgeOf(estimates: Estimate[], last: Estimate | null): Edge {
  // The last settled point alone is drawn already.
  if (estimates.length === 0) return { line: NOTHING, band: NOTHING };
  const line: Points = { x: [], y: [] };
  const band: Points = { x: [], y: [] };
  let run: Estimate[] = [];
  const put = ({ x, y }: Points, at: number, value: number): void => {
    x.push(at);
    y.push(value);
  };
  const end = (): void => {
    const first = run[0];
    if (first === undefined) return;
    for (const points of [line, band])
      if (points.x.length > 0) put(points, first.start, Number.NaN);
    for (const { start, viewers } of run) put(line, start, viewers);
    for (const { start, high } of run) put(band, start, high);
    for (const { start, low } of run.reverse()) put(band, start, low);
    run = [];
  };
  for (const each of last ? [last, ...estimates] : estimates) {
    const before = run.at(-1);
    if (before && each.start - before.start > DUE * SLOT_S) end();
    run.push(each);
  }
  end();
  return { line, band };
}
