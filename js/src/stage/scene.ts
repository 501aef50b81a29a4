// What is to be seen: the series, the window, and how wide it is drawn.

import type { FigureName, UsualBand } from "../contract.gen";
import type { Known } from "../series/shown";
import type { Span } from "../series/window";
import type { Zone } from "../words/zone";

/** Left of what is plotted, as `chart.py` has it, */
export const LEFT_PX = 38;
/** and right of it, with an axis there or without. */
export const rightPx = (second: FigureName | null): number => (second ? 38 : 4);

export interface Scene extends Known {
  span: Span;
  /** What is usual, if earlier events are there to compare with. */
  usual: UsualBand | null;
  zone: Zone;
  /** Widths of the narrowest and the widest view, pixels. */
  narrow_px: number;
  wide_px: number;
  /** Whether the overview is on the screen. */
  scroller: boolean;
  /** Whether the brush is held, and must not be moved under the hand. */
  held: boolean;
}
