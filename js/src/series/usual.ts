// What is usual: the lowest, the median and the highest of earlier events, a value for
// each minute, at the moments of this one.

import { MISSING, type UsualBand } from "../contract.gen";
import { asDataView } from "../host/model";
import type { Points } from "./thin";
import type { Span } from "./window";

const MINUTE_S = 60;
const CELL_BYTES = Uint32Array.BYTES_PER_ELEMENT;
const ROW_BYTES = 3 * CELL_BYTES;

export interface Course {
  /** Around the lowest and the highest: along the highest, and back. */
  band: Points;
  median: Points;
}

/** What is usual in a window, with a minute beyond either edge. */
export function usualIn(told: UsualBand | null, span: Span): Course {
  const band: Points = { x: [], y: [] };
  const median: Points = { x: [], y: [] };
  if (!told) return { band, median };
  const rows = asDataView(told.rows);
  const minutes = Math.floor(rows.byteLength / ROW_BYTES);
  // A minute's value is of its middle.
  const first = told.at + MINUTE_S / 2;
  const begin = Math.max(0, Math.floor((span.from - first) / MINUTE_S));
  const end = Math.min(minutes, Math.ceil((span.to - first) / MINUTE_S) + 1);
  let back: [number, number][] = [];
  const close = (): void => {
    for (const [x, low] of back.reverse()) {
      band.x.push(x);
      band.y.push(low);
    }
    back = [];
  };
  for (let minute = begin; minute < end; minute++) {
    const [low, middle, high] = [0, 1, 2].map((cell) =>
      rows.getUint32(minute * ROW_BYTES + cell * CELL_BYTES, true),
    ) as [number, number, number];
    const x = first + minute * MINUTE_S;
    if (low === MISSING || middle === MISSING || high === MISSING) {
      close();
      continue;
    }
    // Nobody has data between two stretches: both are broken there.
    if (back.length === 0 && median.x.length > 0)
      for (const { x: xs, y } of [band, median]) {
        xs.push(x);
        y.push(Number.NaN);
      }
    back.push([x, low]);
    band.x.push(x);
    band.y.push(high);
    median.x.push(x);
    median.y.push(middle);
  }
  close();
  return { band, median };
}
