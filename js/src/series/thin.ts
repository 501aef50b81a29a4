// Thins a stretch of the series to what the screen can show. Every point it returns
// is a point of the series; a NaN marks each place where a value was due and is missing.

import { DUE } from "../contract.gen";

/** More points than this cost the browser a long task and show nothing more. */
export const MOST_POINTS = 1600;

export interface Points {
  /** Slot starts, epoch seconds. */
  x: number[];
  /** Values; NaN breaks the line. */
  y: number[];
}

export interface Stretch {
  start: ArrayLike<number>;
  value: ArrayLike<number>;
  /** First index. */
  begin: number;
  /** Index after the last. */
  end: number;
  /** How often the source counts, seconds. */
  cadence_s: number;
}

/**
 * Smallest and largest of each bucket, in the order of time; a NaN stands for the holes
 * between two of them. Without an object for a point, as it goes over all of them in each
 * frame in which a brush is drawn.
 */
function bucketed(stretch: Stretch, width_s: number): Points {
  const { start, value, begin, end, cadence_s } = stretch;
  const x: number[] = [];
  const y: number[] = [];
  let bucket = -1;
  let last = Number.NaN;
  // How many holes are before a point: before this one, and the one that was added last.
  let holes = 0;
  let told = 0;
  // Indices of the smallest and of the largest of this bucket, and the holes before them.
  let [low, lowHoles, high, highHoles] = [-1, 0, -1, 0];

  const add = (i: number, before: number): void => {
    if (before !== told && x.length > 0) {
      x.push((x.at(-1) as number) + cadence_s);
      y.push(Number.NaN);
    }
    told = before;
    x.push(start[i] as number);
    y.push(value[i] as number);
  };
  const flush = (): void => {
    if (low < 0) return;
    if (low < high) add(low, lowHoles);
    add(high, highHoles);
    if (low > high) add(low, lowHoles);
  };

  for (let i = begin; i < end; i++) {
    const at = start[i] as number;
    const now = value[i] as number;
    if (Number.isNaN(now)) continue;
    if (at - last > DUE * cadence_s) holes++;
    last = at;
    const here = Math.floor((at - (start[begin] as number)) / width_s);
    const other = here !== bucket;
    if (other) flush();
    bucket = here;
    if (other || now < (value[low] as number)) [low, lowHoles] = [i, holes];
    if (other || now > (value[high] as number)) [high, highHoles] = [i, holes];
  }
  flush();
  return { x, y };
}

/** At most `most` points, two for each of at most `pixels` buckets. */
export function thin(stretch: Stretch, pixels: number, most = MOST_POINTS): Points {
  const raw = stretch.end - stretch.begin;
  if (raw <= most) {
    // A bucket for each: they are whole seconds.
    const points = bucketed(stretch, 1);
    if (points.x.length <= most) return points;
  }
  const { start, begin, end, cadence_s } = stretch;
  const whole = (start[end - 1] as number) - (start[begin] as number) + cadence_s;
  // Many holes cost a break each: coarser buckets until it fits.
  for (let buckets = Math.max(1, Math.min(pixels, most / 2)); ; buckets /= 2) {
    const points = bucketed(stretch, whole / Math.ceil(buckets));
    if (points.x.length <= most || buckets <= 1) return points;
  }
}
