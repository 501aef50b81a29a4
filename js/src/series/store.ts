// The whole series, as the kernel sent it: growing typed arrays, ordered by slot.

import { DUE, MISSING, ROW_FIELDS, SLOT_S } from "../contract.gen";

/** The figures of a slot, by their names on the wire. */
export type Field = Exclude<(typeof ROW_FIELDS)[number], "start">;

const FIELDS = ROW_FIELDS.filter((name): name is Field => name !== "start");
const CELL_BYTES = Uint32Array.BYTES_PER_ELEMENT;
const ROW_BYTES = ROW_FIELDS.length * CELL_BYTES;
const AT = Object.fromEntries(
  ROW_FIELDS.map((name, i) => [name, i * CELL_BYTES]),
) as Record<Field | "start", number>;

interface Held {
  seq: number;
  rows: DataView;
}

export interface Extent {
  first: number;
  last: number;
}

const known = (value: number): number => (value === MISSING ? Number.NaN : value);

function columns(size: number): Record<Field, Float64Array> {
  const made = FIELDS.map((name) => [name, new Float64Array(size)]);
  return Object.fromEntries(made) as Record<Field, Float64Array>;
}

export class Store {
  /** How often the source counts, seconds. */
  cadence_s: number = SLOT_S;
  /** Number of the last change up to which nothing is missing. */
  seq = 0;
  count = 0;
  /** Counts what was drawn from: differs when anything differs. */
  revision = 0;
  /** Starts of the slots, epoch seconds; only the first `count` hold. */
  start = new Uint32Array(1024);
  /** The figures of the same slots; NaN is not known. */
  columns = columns(1024);
  /** Start of the newest slot that was settled when the last change came. */
  settled: number | null = null;
  /** What settled slots said first that say something else since. */
  readonly #first = new Map<number, number>();
  /** Deltas that came while an earlier one is missing. */
  #held: Held[] = [];

  get extent(): Extent | null {
    const first = this.start[0];
    const last = this.start[this.count - 1];
    return this.count === 0 || first === undefined || last === undefined
      ? null
      : { first, last };
  }

  /** Whether a change is missing, so that a snapshot is needed. */
  get gap(): boolean {
    return this.#held.length > 0;
  }

  /** Take the whole series; what came since it was made is put back on top. */
  snapshot(seq: number, rows: DataView): void {
    if (seq < this.seq) return;
    this.count = 0;
    this.news(seq, rows);
  }

  /** Take all that changed up to a change; what came since it was made goes on top. */
  news(seq: number, rows: DataView): void {
    if (seq < this.seq) return;
    this.seq = seq;
    this.#upsert(rows, false);
    const later = this.#held.filter((held) => held.seq > seq);
    this.#held = [];
    for (const held of later) this.delta(held.seq, held.rows);
    this.revision++;
  }

  /**
   * Take one change. Its rows are true even when an earlier change is missing, so
   * they are shown at once; `gap` then says that a snapshot is needed.
   */
  delta(seq: number, rows: DataView): void {
    if (seq <= this.seq) return;
    if (seq === this.seq + 1 && !this.gap) this.seq = seq;
    else this.#held.push({ seq, rows });
    this.#upsert(rows);
    this.revision++;
  }

  /** The whole series as it travels. */
  packed(): DataView {
    const rows = new DataView(new ArrayBuffer(this.count * ROW_BYTES));
    for (let i = 0; i < this.count; i++) {
      const row = i * ROW_BYTES;
      rows.setUint32(row + AT.start, this.start[i] as number, true);
      for (const field of FIELDS) {
        const value = this.columns[field][i] as number;
        rows.setUint32(row + AT[field], Number.isNaN(value) ? MISSING : value, true);
      }
    }
    return rows;
  }

  /** Index of the first slot that starts at `moment` or later. */
  lowerBound(moment: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.start[middle] as number) < moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Start of the newest slot that starts at `moment` or before. */
  newestUpTo(moment: number): number | null {
    return this.start[this.lowerBound(moment + 1) - 1] ?? null;
  }

  /**
   * Start of the slot at or next to a moment: of one that is known, or in a gap the
   * moment at which one was due.
   */
  snap(moment: number): number {
    const place = this.lowerBound(moment);
    const after = place < this.count ? (this.start[place] as number) : null;
    const before = place > 0 ? (this.start[place - 1] as number) : null;
    const steps = (from: number): number =>
      from + Math.round((moment - from) / this.cadence_s) * this.cadence_s;
    if (before === null) return steps(after ?? 0);
    if (after === null) return steps(before);
    if (after - before <= DUE * this.cadence_s)
      return after - moment <= moment - before ? after : before;
    const due = steps(before);
    return due > after - this.cadence_s / 2 ? after : due;
  }

  /** Index of the slot that starts at `slot`, or -1. */
  indexOf(slot: number): number {
    const index = this.lowerBound(slot);
    return index < this.count && this.start[index] === slot ? index : -1;
  }

  #upsert(rows: DataView, revises = true): void {
    const end = rows.byteLength - (rows.byteLength % ROW_BYTES);
    for (let at = 0; at < end; at += ROW_BYTES) {
      const start = rows.getUint32(at + AT.start, true);
      const index = this.#place(start);
      if (revises)
        this.#note(start, index, known(rows.getUint32(at + AT.live_viewers, true)));
      this.start[index] = start;
      for (const field of FIELDS)
        this.columns[field][index] = known(rows.getUint32(at + AT[field], true));
    }
  }

  /** Note what a settled slot said, if it is another number now for the first time. */
  #note(start: number, index: number, now: number): void {
    const before = this.columns.live_viewers[index] as number;
    const revised =
      this.start[index] === start &&
      this.settled !== null &&
      start <= this.settled &&
      !Number.isNaN(before) &&
      before !== now;
    if (revised && !this.#first.has(start)) this.#first.set(start, before);
  }

  /** The live viewers that a slot said at first, if they are others now; else null. */
  first(index: number): number | null {
    const said = this.#first.get(this.start[index] as number);
    return said === undefined || said === this.columns.live_viewers[index]
      ? null
      : said;
  }

  /** The row for a slot: its own, or a new one in its place. */
  #place(start: number): number {
    const index = this.lowerBound(start);
    if (index < this.count && this.start[index] === start) return index;
    if (this.count === this.start.length) this.#grow();
    if (index < this.count) {
      for (const column of [this.start, ...Object.values(this.columns)])
        column.copyWithin(index + 1, index, this.count);
    }
    this.count++;
    return index;
  }

  #grow(): void {
    const size = this.start.length * 2;
    const start = new Uint32Array(size);
    start.set(this.start);
    const grown = columns(size);
    for (const field of FIELDS) grown[field].set(this.columns[field]);
    this.start = start;
    this.columns = grown;
  }
}
