// The figures that the chart can show: what they are called, and how they are measured.

import { FIGURES, type FigureName } from "../contract.gen";
import { bitrate, buffering, count } from "./format";

export interface Shown {
  /** What the chart is of, with its unit where it has one. */
  title: string;
  /** How much of what travels is one of what is drawn: a Mbps is 1,000 kbps. */
  per: number;
  /** The axis reaches so far at the least, */
  least: number;
  /** and its ticks are so far apart. */
  step: number;
  /** A value with its unit, */
  say: (value: number) => string;
  /** and where the title has said what is counted. */
  short: (value: number) => string;
}

const COUNTED = { per: 1, least: 1, step: 1, short: count };
const { live_viewers, dvr_viewers, avg_bitrate_kbps, avg_buffering_s_per_min } =
  FIGURES;

function rate(kbps: number): string {
  const { value, unit } = bitrate(kbps);
  return `${value} ${unit}`;
}

export const SHOWN: Readonly<Record<FigureName, Shown>> = {
  live_viewers: {
    ...COUNTED,
    title: live_viewers.label,
    say: (value) => `${count(value)} attendees`,
  },
  dvr_viewers: {
    ...COUNTED,
    title: dvr_viewers.label,
    say: (value) => `${count(value)} DVR`,
  },
  avg_bitrate_kbps: {
    title: `${avg_bitrate_kbps.label}, Mbps`,
    per: 1000,
    least: 0.5,
    step: 0.1,
    say: rate,
    short: rate,
  },
  avg_buffering_s_per_min: {
    title: `${avg_buffering_s_per_min.label}, ${avg_buffering_s_per_min.unit}`,
    per: 1,
    least: 0.2,
    step: 0.05,
    say: (value) => `${buffering(value)} ${avg_buffering_s_per_min.unit}`,
    short: buffering,
  },
};
