// The whole series, as the kernel sent it: growing typed arrays, ordered by slot.

import { MISSING, ROW_FIELDS } from "./contract.gen";

/** Length of a slot, seconds. */
export const SLOT_S = 10;

const ROW_BYTES = ROW_FIELDS.length * Uint32Array.BYTES_PER_ELEMENT;

interface Held {
  seq: number;
  rows: DataView;
}

export interface Extent {
  first: number;
  last: number;
}

const known = (value: number): number => (value === MISSING ? Number.NaN : value);

export class Store {
  /** Number of the last change up to which nothing is missing. */
  seq = 0;
  count = 0;
  /** Counts what was drawn from: differs when anything differs. */
  revision = 0;
  start = new Uint32Array(1024);
  live = new Float64Array(1024);
  dvr = new Float64Array(1024);
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
    this.seq = seq;
    this.#upsert(rows);
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

  /** Index of the slot that starts at `slot`, or -1. */
  indexOf(slot: number): number {
    const index = this.lowerBound(slot);
    return index < this.count && this.start[index] === slot ? index : -1;
  }

  #upsert(rows: DataView): void {
    const end = rows.byteLength - (rows.byteLength % ROW_BYTES);
    for (let at = 0; at < end; at += ROW_BYTES) {
      const start = rows.getUint32(at, true);
      const index = this.#place(start);
      this.start[index] = start;
      this.live[index] = known(rows.getUint32(at + 4, true));
      this.dvr[index] = known(rows.getUint32(at + 8, true));
    }
  }

  /** The row for a slot: its own, or a new one in its place. */
  #place(start: number): number {
    const index = this.lowerBound(start);
    if (index < this.count && this.start[index] === start) return index;
    if (this.count === this.start.length) this.#grow();
    if (index < this.count) {
      for (const column of [this.start, this.live, this.dvr])
        column.copyWithin(index + 1, index, this.count);
    }
    this.count++;
    return index;
  }

  #grow(): void {
    const size = this.start.length * 2;
    const start = new Uint32Array(size);
    const live = new Float64Array(size);
    const dvr = new Float64Array(size);
    start.set(this.start);
    live.set(this.live);
    dvr.set(this.dvr);
    Object.assign(this, { start, live, dvr });
  }
}
