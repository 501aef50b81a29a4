// The figures of our own, for hosts that cannot show bqplot's: they are brought along
// where they may be needed, as most panes never draw them.

import type { Figures } from "./figures";

export interface Own {
  figures: () => Figures;
  /** Show a figure inside an element that is laid out, until the signal aborts. */
  mount: (
    figures: Figures,
    which: "chart" | "overview",
    host: HTMLElement,
    signal: AbortSignal,
  ) => void;
}

let brought: Own | undefined;

export function bring(own: Own): void {
  brought = own;
}

export function own(): Own {
  if (!brought) throw new Error("This host shows no figures, and none were brought.");
  return brought;
}
