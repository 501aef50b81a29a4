// The run sheet: which item is when.

import type { SheetItem } from "../contract.gen";

export interface Item {
  title: string;
  /** When it begins, epoch seconds; */
  from: number;
  /** and when it ends, infinite where nothing says so. */
  to: number;
}

/** The items with their ends: an item ends where it says, or where the next one begins. */
export function itemsOf(sheet: readonly SheetItem[]): Item[] {
  return sheet.map(({ title, at, end }, i) => ({
    title,
    from: at,
    to: end ?? sheet[i + 1]?.at ?? Number.POSITIVE_INFINITY,
  }));
}

/** The item that a moment is in, the last one to begin; undefined between them. */
export function itemAt(items: readonly Item[], moment: number): Item | undefined {
  return items.findLast(({ from, to }) => from <= moment && moment < to);
}
