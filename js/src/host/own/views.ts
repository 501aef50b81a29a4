// The views of the figures of our own.

import type { Figures } from "../figures";
import { ownChart } from "./chart";
import { ownOverview } from "./overview";

/** Show a figure inside an element that is laid out, until the signal aborts. */
export function mountOwn(
  figures: Figures,
  which: "chart" | "overview",
  host: HTMLElement,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const draw = which === "chart" ? ownChart : ownOverview;
  draw(figures, host, signal);
}
