// The figures of whole minutes: as the kernel sent them, and the newest from the tiles.

import { type Latest, MINUTE_FIELDS } from "../contract.gen";

/** The figures of a minute, by their names on the wire. */
export type MinuteField = Exclude<(typeof MINUTE_FIELDS)[number], "start">;

const FIELDS = MINUTE_FIELDS.filter((name): name is MinuteField => name !== "start");
const CELL_BYTES = Float64Array.BYTES_PER_ELEMENT;
const ROW_BYTES = MINUTE_FIELDS.length * CELL_BYTES;
export const MINUTE_S = 60;

const AT = Object.fromEntries(
  MINUTE_FIELDS.map((name, i) => [name, i * CELL_BYTES]),
) as Record<MinuteField | "start", number>;

export class Minutes {
  /** Number of the last telling of all of them. */
  seq = 0;
  /** Counts what was drawn from: differs when anything differs. */
  revision = 0;
  /** Starts of the minutes, epoch seconds, in order. */
  start: number[] = [];
  /** The figures of the same minutes; NaN is not known. */
  columns: Record<MinuteField, number[]> = empty();

  /** Take all of them. */
  snapshot(seq: number, rows: DataView): void {
    this.seq = seq;
    this.start = [];
    this.columns = empty();
    const end = rows.byteLength - (rows.byteLength % ROW_BYTES);
    for (let row = 0; row < end; row += ROW_BYTES) {
      this.start.push(rows.getFloat64(row + AT.start, true));
      for (const field of FIELDS)
        this.columns[field].push(rows.getFloat64(row + AT[field], true));
    }
    this.revision++;
  }

  /** Take the minute that the tiles show. */
  newest(latest: Latest): void {
    const at = latest.quality_at;
    if (at === null) return;
    const index = this.lowerBound(at);
    const known = this.start[index] === at;
    const told = FIELDS.map((field) => [field, latest[field] ?? Number.NaN] as const);
    if (known && told.every(([field, value]) => value === this.columns[field][index]))
      return;
    if (!known) this.start.splice(index, 0, at);
    for (const [field, value] of told)
      this.columns[field].splice(index, known ? 1 : 0, value);
    this.revision++;
  }

  /** All of them as they travel. */
  packed(): DataView {
    const rows = new DataView(new ArrayBuffer(this.start.length * ROW_BYTES));
    this.start.forEach((start, i) => {
      rows.setFloat64(i * ROW_BYTES + AT.start, start, true);
      for (const field of FIELDS)
        rows.setFloat64(i * ROW_BYTES + AT[field], this.columns[field][i] ?? 0, true);
    });
    return rows;
  }

  /** Index of the first minute that starts at `moment` or later. */
  lowerBound(moment: number): number {
    let low = 0;
    let high = this.start.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.start[middle] as number) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** A figure of the minute that holds a moment; NaN is not known. */
  at(field: MinuteField, moment: number): number {
    const index = this.lowerBound(moment - MINUTE_S + 1);
    const start = this.start[index];
    const holds = start !== undefined && start <= moment;
    return holds ? (this.columns[field][index] as number) : Number.NaN;
  }
}

function empty(): Record<MinuteField, number[]> {
  const made = FIELDS.map((name) => [name, []]);
  return Object.fromEntries(made) as Record<MinuteField, number[]>;
}
