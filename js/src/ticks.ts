// Round ticks for both axes. bqplot's own are round too, but it draws as many on a
// narrow pane as on a wide one.

const TIME_STEPS_S = [
  10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
];
/** Shares of a power of ten that read well; attendees are whole, so 2.5 is not one. */
const COUNT_STEPS = [1, 2, 5, 10];
const LINES = 4;
/** Room above the highest value, so that the line does not touch the frame. */
const HEADROOM = 1.05;
/** A line this near above is worth showing. */
const NEAR = 1.2;

export interface TimeTicks {
  at: number[];
  /** d3 time format of the labels. */
  format: string;
}

/** Ticks of the moments `from` to `to`, at most `room` of them. */
export function timeTicks(from: number, to: number, room: number): TimeTicks {
  const most = Math.max(1, room);
  const step =
    TIME_STEPS_S.find((each) => (to - from) / each <= most) ??
    Math.ceil((to - from) / most / 86_400) * 86_400;
  const at: number[] = [];
  for (let t = Math.ceil(from / step) * step; t <= to; t += step) at.push(t);
  const format = step < 60 ? "%H:%M:%S" : step < 86_400 ? "%H:%M" : "%d %b";
  return { at, format };
}

export interface CountTicks {
  at: number[];
  top: number;
}

/** Round ticks from 0, and a top that leaves some room above the highest value. */
export function countTicks(highest: number): CountTicks {
  const wanted = Math.max(highest * HEADROOM, 1);
  const least = wanted / LINES;
  const power = 10 ** Math.floor(Math.log10(least));
  const share = COUNT_STEPS.find((each) => each * power >= least) ?? 10;
  const step = Math.max(1, share * power);
  // In fifths of a step, so that the axis stands still while the peak creeps up.
  const fifths = Math.ceil((wanted * 5) / step) * (step / 5);
  // A line just above the highest value closes the chart better than an empty strip.
  const next = Math.ceil(wanted / step) * step;
  const top = next <= wanted * NEAR ? next : fifths;
  const lines = Math.floor(top / step + 1e-9);
  return { at: Array.from({ length: lines + 1 }, (_, line) => line * step), top };
}
