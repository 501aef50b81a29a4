// What of the series is drawn in a window: the figure that was chosen, settled and not.

import { type Edge, edgeOf, fillsUp } from "../series/estimates";
import { MINUTE_S, type MinuteField } from "../series/minutes";
import { isOfSlots } from "../series/shown";
import type { Field, Store } from "../series/store";
import { MOST_POINTS, type Points, type Stretch, thin } from "../series/thin";
import type { Span } from "../series/window";
import { SHOWN } from "../words/figures";
import type { Scene } from "./scene";

export const NOTHING: Points = { x: [], y: [] };

export interface Course extends Edge {
  /** What is settled. */
  sure: Points;
}

export function courseOf(scene: Scene): Course {
  const { figure } = scene;
  return isOfSlots(figure) ? ofSlots(scene, figure) : ofMinutes(scene, figure);
}

function ofSlots(scene: Scene, field: Field): Course {
  const { store, span, wide_px } = scene;
  const [begin, end] = visible(store, span);
  const split = Math.min(Math.max(settledEnd(scene), begin), end);
  const sure = thin({ ...stretchOf(store, field), begin, end: split }, wide_px);
  return { sure, ...coming(scene, begin, split, end, span.to, field) };
}

/** Each full minute as a step; one that is not known, or did not come, breaks the line. */
function ofMinutes({ minutes, span, wide_px }: Scene, field: MinuteField): Course {
  const { start } = minutes;
  const begin = minutes.lowerBound(span.from - MINUTE_S + 1);
  const end = minutes.lowerBound(span.to + 1);
  const value = minutes.columns[field];
  const stretch = { start, value, begin, end, cadence_s: MINUTE_S };
  const { x, y } = thin(stretch, wide_px, MOST_POINTS / 2);
  const sure: Points = { x: [], y: [] };
  const { per } = SHOWN[field];
  x.forEach((from, i) => {
    const told = (y[i] as number) / per;
    // Thinned, a step goes on to the next one.
    const broken = Number.isNaN(y[i + 1] ?? Number.NaN);
    const until = broken ? from + MINUTE_S : (x[i + 1] as number);
    sure.x.push(Math.max(from, span.from), Math.min(until, span.to));
    sure.y.push(told, told);
  });
  return { sure, line: NOTHING, band: NOTHING };
}

/** Indices of the slots in the window, with a neighbour where an edge falls between. */
function visible(store: Store, span: Span): [number, number] {
  const first = store.lowerBound(span.from);
  const after = store.lowerBound(span.to + 1);
  const before = first > 0 && store.start[first] !== span.from ? first - 1 : first;
  const beyond = after < store.count && store.start[after - 1] !== span.to;
  return [before, beyond ? after + 1 : after];
}

/** A figure of all slots, for a stretch of them. */
export function stretchOf(
  store: Store,
  field: Field = "live_viewers",
): Omit<Stretch, "begin" | "end"> {
  const { start, cadence_s } = store;
  return { start, value: store.columns[field], cadence_s };
}

/** Index after the last settled slot. */
export function settledEnd({ store, settled }: Scene): number {
  return settled === null ? 0 : store.lowerBound(settled + 1);
}

/**
 * What is drawn of the slots that are not settled: from the last that is, so that they
 * join. What fills up is drawn as estimated, and attendees alone are.
 */
export function coming(
  scene: Scene,
  begin: number,
  split: number,
  end: number,
  until: number,
  field: Field = "live_viewers",
): Edge {
  const { store, wide_px } = scene;
  const joined = split > begin ? split - 1 : split;
  if (!fillsUp(store)) {
    const raw = { ...stretchOf(store, field), begin: joined, end };
    const line = split === end ? NOTHING : thin(raw, wide_px, 200);
    return { line, band: NOTHING };
  }
  if (field !== "live_viewers") return { line: NOTHING, band: NOTHING };
  const viewers = store.columns.live_viewers[joined] as number;
  const start = store.start[joined] as number;
  const last = joined < split ? { start, viewers, low: viewers, high: viewers } : null;
  const drawn = scene.estimates.filter((each) => each.start <= until);
  return edgeOf(split < settledEnd(scene) ? [] : drawn, last);
}
