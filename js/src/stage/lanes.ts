// What lies in the lanes above the chart, and where: as shares of its width. Pure: the
// same items in the same window are the same boxes.

import { type Item, itemAt } from "../series/sheet";
import type { Span } from "../series/window";

/** A stretch of time in a window. */
export interface Box {
  /** Shares of the window's width. */
  left: number;
  width: number;
  /** Whether it begins in the window, and not before. */
  begins: boolean;
}

export interface Flag extends Box {
  item: Item;
  running: boolean;
}

/** What of a stretch is in a window; null where nothing is. */
export function boxIn({ from, to }: Span, window: Span): Box | null {
  const length = window.to - window.from;
  if (!(length > 0) || from > window.to || to <= window.from) return null;
  const left = (Math.max(from, window.from) - window.from) / length;
  const right = (Math.min(to, window.to) - window.from) / length;
  return { left, width: Math.max(0, right - left), begins: from >= window.from };
}

/** The items in a window, side by side: where another one begins it has the place. */
export function flagsIn(
  items: readonly Item[],
  window: Span,
  now: number | null,
): Flag[] {
  const running = now === null ? undefined : itemAt(items, now);
  return items.flatMap((item, i) => {
    const to = Math.min(item.to, items[i + 1]?.from ?? item.to);
    const box = boxIn({ from: item.from, to }, window);
    return box ? [{ ...box, item, running: item === running }] : [];
  });
}

/** So many words of a title at the most are read in its short form. */
const MOST_WORDS = 8;

/** A title and its short forms, whole words each: "Product demo", "Product…". */
export function shorter(title: string): string[] {
  const words = title.split(" ");
  const most = Math.min(words.length - 1, MOST_WORDS);
  const begun = Array.from({ length: most }, (_, i) => words.slice(0, most - i));
  return [title, ...begun.map((each) => `${each.join(" ")}\u2026`)];
}

/** The first form that fits into so many pixels; nothing where none does. */
export function fitting(
  forms: readonly string[],
  room_px: number,
  measure: (text: string) => number,
): string {
  return forms.find((each) => measure(each) <= room_px) ?? "";
}
