// Numbers in words. What is not known is a dash, and never zero.

import { READER } from "./reader";

export const DASH = "\u2014";

const whole = new Intl.NumberFormat(READER);
const hundredths = new Intl.NumberFormat(READER, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
export const exact = new Intl.NumberFormat(READER, { maximumFractionDigits: 6 });

const STEPS = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

export interface Quantity {
  value: string;
  unit: string;
}

/** "1,231" */
export function count(value: number | null): string {
  return value === null || !Number.isFinite(value) ? DASH : whole.format(value);
}

/**
 * A tick of the axis: "0.50" with so many decimals; without any "500", "1.5k", "2M": the
 * axis is narrow, and the readout has the exact number.
 */
export function tick(value: number, decimals: number): string {
  if (decimals > 0)
    return value.toLocaleString(READER, {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
  const [unit, letter] = STEPS.find(([least]) => value >= least) ?? [1, ""];
  return `${exact.format(value / unit)}${letter}`;
}

/** "1.84 Mbps", or kbps below a thousand of them. */
export function bitrate(kbps: number | null): Quantity {
  if (kbps === null || !Number.isFinite(kbps)) return { value: DASH, unit: "" };
  // Rounded first: 999.7 kbps is 1.00 Mbps and not 1,000 kbps.
  return Math.round(kbps) >= 1000
    ? { value: hundredths.format(kbps / 1000), unit: "Mbps" }
    : { value: whole.format(Math.round(kbps)), unit: "kbps" };
}

/** "0.42" */
export function buffering(seconds: number | null): string {
  return seconds === null || !Number.isFinite(seconds)
    ? DASH
    : hundredths.format(seconds);
}

/** "4 s", "2 min", "1 h 5 min", "3 d" */
export function age(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  const min = Math.floor(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h >= 48) return `${Math.floor(h / 24)} d`;
  return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
}

/** A length that was chosen: "10 s", "30 min", "2 h", "47 min 10 s", "30 d". */
export function duration(seconds: number): string {
  const s = Math.round(seconds);
  // Up to two days are told in hours.
  const days = s >= 172_800 ? Math.floor(s / 86_400) : 0;
  const parts = [
    [days, "d"],
    [Math.floor(s / 3600) - 24 * days, "h"],
    [Math.floor((s % 3600) / 60), "min"],
    [s % 60, "s"],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`);
  return said.length === 0 ? "0 s" : said.join(" ");
}

/** A part of a whole: "34 %", "below 1 %" */
export function share(part: number): string {
  return part > 0 && part < 0.01 ? "below 1 %" : `${Math.round(part * 100)} %`;
}

/** "40 %", never 100 before it is complete. */
export function percent(share: number): string {
  return `${Math.min(99, Math.max(0, Math.floor(share * 100)))} %`;
}
