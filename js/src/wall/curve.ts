// The curve of a card: attendees from zero to their own peak, in thousandths of its box.

import type { Card } from "../contract.gen";

export interface Curve {
  /** The line, broken where a value is missing. */
  line: string;
  /** What is below it. */
  area: string;
  /** The newest value, as shares of the box from its left and its top; null for none. */
  dot: { x: number; y: number } | null;
}

const WHOLE = 1000;

const at = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** The stretches of known values: the index of the first one, and all of them. */
function stretches(values: Card["curve"]): [number, number[]][] {
  const found: [number, number[]][] = [];
  values.forEach((value, i) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last && last[0] + last[1].length === i) last[1].push(value);
    else found.push([i, [value]]);
  });
  return found;
}

export function curveOf(values: Card["curve"]): Curve {
  const known = stretches(values);
  const peak = Math.max(1, ...known.flatMap(([, each]) => each));
  const wide = Math.max(1, values.length - 1);
  const x = (i: number): number => (WHOLE * i) / wide;
  const y = (value: number): number => WHOLE * (1 - value / peak);
  let line = "";
  let area = "";
  for (const [first, each] of known) {
    // One alone would be a line without a length.
    const points = each.map((value, i) => at(x(first + i), y(value)));
    if (points.length === 1) points.push(at(x(first) + 1, y(each[0] as number)));
    line += `M${points.join("L")}`;
    const end = first + each.length - 1;
    area += `M${at(x(first), WHOLE)}L${points.join("L")}L${at(x(end), WHOLE)}Z`;
  }
  const newest = values.at(-1) ?? null;
  const dot = newest === null ? null : { x: 1, y: y(newest) / WHOLE };
  return { line, area, dot };
}

/** A change looks back so far, seconds; a value at the least. */
const CHANGE_S = 300;

export interface Change {
  by: number;
  /** How far apart the two values are, seconds. */
  within_s: number;
}

/** The change up to the newest value; null where it is not known. */
export function change({ curve, cadence_s }: Card): Change | null {
  const values = Math.max(1, Math.round(CHANGE_S / cadence_s));
  const newest = curve.at(-1) ?? null;
  const before = curve.at(-1 - values) ?? null;
  return newest === null || before === null
    ? null
    : { by: newest - before, within_s: values * cadence_s };
}
