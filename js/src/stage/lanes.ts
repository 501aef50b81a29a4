// What lies in the lanes above the chart, and where: as shares of its width. Pure: the
// same stretches in the same window are the same boxes.

import type { Span } from "../series/window";

/** A stretch of time in a window. */
export interface Box {
  /** Shares of the window's width. */
  left: number;
  width: number;
  /** Whether it begins in the window, and not before. */
  begins: boolean;
}

export interface Flag<T extends Span> extends Box {
  of: T;
  /** Up to the next flag: what begins later has the place. */
  room: number;
}

/** What of a stretch is in a window; null where nothing is. */
export function boxIn({ from, to }: Span, window: Span): Box | null {
  const length = window.to - window.from;
  if (!(length > 0) || from > window.to || to <= window.from) return null;
  const left = (Math.max(from, window.from) - window.from) / length;
  const right = (Math.min(to, window.to) - window.from) / length;
  return { left, width: Math.max(0, right - left), begins: from >= window.from };
}

/** The stretches in a window. */
export function flagsIn<T extends Span>(all: readonly T[], window: Span): Flag<T>[] {
  const boxes = all.flatMap((of) => {
    const box = boxIn(of, window);
    return box ? [{ ...box, of }] : [];
  });
  return boxes.map((box, i) => {
    const next = boxes[i + 1]?.left ?? 1;
    return { ...box, room: Math.min(box.width, next - box.left) };
  });
}
