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

/** Collects points and breaks; no break at either end, none twice. */
class Line {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly #cadence_s: number;
  #broken = false;

  constructor(cadence_s: number) {
    this.#cadence_s = cadence_s;
  }

  break(): void {
    this.#broken = this.x.length > 0;
  }

  add(x: number, y: number): void {
    if (this.#broken) {
      this.x.push((this.x.at(-1) as number) + this.#cadence_s);
      this.y.push(Number.NaN);
      this.#broken = false;
    }
    this.x.push(x);
    this.y.push(y);
  }
}

/** Visit the known points in order, and each place where a value was due. */
function walk(
  { start, value, begin, end, cadence_s }: Stretch,
  point: (x: number, y: number) => void,
  hole: () => void,
): void {
  let before = Number.NaN;
  for (let i = begin; i < end; i++) {
    const x = start[i] as number;
    const y = value[i] as number;
    if (Number.isNaN(y)) continue;
    if (x - before > DUE * cadence_s) hole();
    point(x, y);
    before = x;
  }
}

function exact(stretch: Stretch): Points {
  const line = new Line(stretch.cadence_s);
  walk(
    stretch,
    (x, y) => line.add(x, y),
    () => line.break(),
  );
  return line;
}

/** Smallest and largest of each bucket, in the order of time; holes stay holes. */
function bucketed(stretch: Stretch, buckets: number): Points {
  const from = stretch.start[stretch.begin] as number;
  const to = stretch.start[stretch.end - 1] as number;
  const width = (to - from + stretch.cadence_s) / buckets;
  const line = new Line(stretch.cadence_s);
  let bucket = -1;
  let low: [number, number] | null = null;
  let high: [number, number] | null = null;
  // Each hole of the bucket, by the point before it.
  let holes: number[] = [];

  const flush = (): void => {
    if (low === null || high === null) return;
    const [a, b] = low[0] <= high[0] ? [low, high] : [high, low];
    if (holes.some((hole) => hole < a[0])) line.break();
    line.add(...a);
    if (holes.some((hole) => hole >= a[0] && hole < b[0])) line.break();
    if (b[0] !== a[0]) line.add(...b);
    if (holes.some((hole) => hole >= b[0])) line.break();
    low = high = null;
    holes = [];
  };

  let last = 0;
  walk(
    stretch,
    (x, y) => {
      const here = Math.floor((x - from) / width);
      if (here !== bucket) {
        flush();
        bucket = here;
      }
      if (low === null || y < low[1]) low = [x, y];
      if (high === null || y > high[1]) high = [x, y];
      last = x;
    },
    () => holes.push(last),
  );
  flush();
  return line;
}

/** At most `most` points, two for each of at most `pixels` buckets. */
export function thin(stretch: Stretch, pixels: number, most = MOST_POINTS): Points {
  const raw = stretch.end - stretch.begin;
  if (raw <= most) {
    const points = exact(stretch);
    if (points.x.length <= most) return points;
  }
  // Many holes cost a break each: coarser buckets until it fits.
  for (let buckets = Math.max(1, Math.min(pixels, most / 2)); ; buckets /= 2) {
    const points = bucketed(stretch, Math.ceil(buckets));
    if (points.x.length <= most || buckets <= 1) return points;
  }
}
