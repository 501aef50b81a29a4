// Round ticks for both axes. bqplot's own are round too, but it draws as many on a
// narrow pane as on a wide one.

import type { Zone } from "../words/zone";

const DAY_S = 86_400;
const TIME_STEPS_S = [
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];
/** Of a step: the least between the last label before a change of clocks and the next. */
const NARROWEST = 0.6;
/** Shares of a power of ten that read well; attendees are whole, so 2.5 is not one. */
const STEPS = [1, 2, 5, 10];
/** The same of an axis whose ticks are to stand on the lines of another. */
const FINER = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const LINES = 4;
/** Room above the highest value, so that the line does not touch the frame. */
const HEADROOM = 1.05;
/** A line this near above is worth showing. */
const NEAR = 1.2;

export interface TimeTicks {
  at: number[];
  labels: string[];
}

/** A stretch of time, without its end, in which no clock is changed. */
interface Steady {
  from: number;
  to: number;
  /** Seconds that the zone is ahead of UTC. */
  offset: number;
}

/** The moments `from` to `to`, cut where the zone's clocks are changed. */
function steady(from: number, to: number, zone: Zone): Steady[] {
  const found: Steady[] = [];
  let start = from;
  let offset = zone.offset(from);
  for (let day = from; day < to; day += DAY_S) {
    const end = Math.min(day + DAY_S, to);
    const after = zone.offset(end);
    if (after === offset) continue;
    let [low, high] = [day, end];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (zone.offset(middle) === offset) low = middle;
      else high = middle;
    }
    found.push({ from: start, to: high, offset });
    [start, offset] = [high, after];
  }
  return [...found, { from: start, to: Math.floor(to) + 1, offset }];
}

/** The moments of a stretch at which the clock shows a multiple of `step`. */
function round({ from, to, offset }: Steady, step: number, before?: Steady): number[] {
  const at: number[] = [];
  let t = Math.ceil((from + offset) / step) * step - offset;
  // Where the clock jumps over midnight, the day begins after the jump.
  const jumped = before && t + offset - step >= from + before.offset;
  if (step >= DAY_S && jumped) at.push(from);
  for (; t < to; t += step) at.push(t);
  return at;
}

/**
 * Round ticks of the moments `from` to `to`, about `room` of them at most, each by the
 * clock of its own moment. The first after a change of clocks names the clock.
 */
export function timeTicks(
  from: number,
  to: number,
  room: number,
  zone: Zone,
): TimeTicks {
  const most = Math.max(1, room);
  const step =
    TIME_STEPS_S.find((each) => (to - from) / each <= most) ??
    Math.ceil((to - from) / most / DAY_S) * DAY_S;
  const far = !zone.sameYear(from, to);
  const days = to - from > DAY_S;
  const say = (moment: number): string => {
    if (step >= DAY_S) return far ? zone.date(moment) : zone.day(moment);
    if (step < 60) return zone.second(moment);
    const time = zone.minute(moment);
    // Where a day begins, it is the day that is not known yet.
    return time === "00:00" && days ? zone.day(moment) : time;
  };
  const at: number[] = [];
  const labels: string[] = [];
  steady(Math.ceil(from), to, zone).forEach((stretch, index, all) => {
    const [first, ...others] = round(stretch, step, all[index - 1]);
    if (first === undefined) return;
    // Two labels would not fit: the one that tells of the change stays.
    const last = at.at(-1);
    if (last !== undefined && first - last < NARROWEST * step) {
      at.pop();
      labels.pop();
    }
    const changed = index > 0 && step < DAY_S;
    at.push(first, ...others);
    labels.push(
      changed ? `${say(first)} ${zone.abbreviation(first)}` : say(first),
      ...others.map(say),
    );
  });
  return { at, labels };
}

export interface ValueTicks {
  at: number[];
  top: number;
  /** How many decimals the ticks need. */
  decimals: number;
}

/** The top of the axis at the least, and how far apart its ticks are at the least. */
export interface Fineness {
  least: number;
  step: number;
}

const COUNTED: Fineness = { least: 1, step: 1 };

/** Round ticks from 0, and a top that leaves some room above the highest value. */
export function valueTicks(highest: number, fine: Fineness = COUNTED): ValueTicks {
  const wanted = Math.max(highest * HEADROOM, fine.least);
  const least = wanted / LINES;
  const power = 10 ** Math.floor(Math.log10(least));
  const share = STEPS.find((each) => each * power >= least) ?? 10;
  const step = Math.max(fine.step, share * power);
  // In fifths of a step, so that the axis stands still while the peak creeps up.
  const fifths = Math.ceil((wanted * 5) / step) * (step / 5);
  // A line just above the highest value closes the chart better than an empty strip.
  const next = Math.ceil(wanted / step) * step;
  const top = next <= wanted * NEAR ? next : fifths;
  return counted(step, top);
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

function counted(step: number, top: number): ValueTicks {
  const lines = Math.floor(top / step + 1e-9);
  const at = Array.from({ length: lines + 1 }, (_, line) => line * step);
  const decimals = [0, 1].find((each) => isWhole(step * 10 ** each)) ?? 2;
  return { at, top, decimals };
}

/** Round ticks from 0 on the lines of another axis, and the top that puts them there. */
export function ticksBeside(
  highest: number,
  { at: [, first = 1], top }: ValueTicks,
  fine: Fineness = COUNTED,
): ValueTicks {
  const lines = top / first;
  const least = Math.max(highest * HEADROOM, fine.least) / lines;
  const power = 10 ** Math.floor(Math.log10(least));
  const round = FINER.map((share) => share * power).find(
    (step) => step >= least && isWhole(step / fine.step),
  );
  const step = round ?? fine.step;
  return counted(step, step * lines);
}
