// The chart of our own: axes, what is usual, the settled and the provisional line, and the
// band around that.

import type { Child, Figures } from "../figures";
import { curve, put, type Scale, scaleOf, surface, svg } from "./surface";

/** As `chart.py` has it. */
const MARGIN = { top: 8, bottom: 22, left: 38, right: 4 };
/** Nearer to an end of its axis, a centred label would reach beyond it. */
const HALF_PX = 16;

/** In the middle of a pixel a line is sharp; bqplot's are there. */
const SHARP_PX = 0.5;

/** Ticks of 1.5k, as bqplot's format `~s` says them. */
function short(value: number): string {
  const steps = [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const;
  const [unit, letter] = steps.find(([least]) => value >= least) ?? [1, ""];
  return `${Math.round((value / unit) * 1e6) / 1e6}${letter}`;
}

/** The label of a value, as bqplot says it in the axis' format: `~s`, or `.1f`. */
function label(axis: Child, value: number): string {
  const [, decimals] = /^\.(\d)f$/.exec(`${axis.get("tick_format")}`) ?? [];
  return decimals === undefined ? short(value) : value.toFixed(Number(decimals));
}

function values(axis: Child, y: Scale, width: number): SVGElement[] {
  return [...(axis.get("tick_values") as ArrayLike<number> as number[])].map(
    (value) => {
      const text = svg("text", { x: -3, dy: "0.32em" });
      text.textContent = label(axis, value);
      const line = svg("line", { x2: width });
      const at = { class: "tick", transform: `translate(0 ${y.to(value) + SHARP_PX})` };
      return svg("g", at, line, text);
    },
  );
}

function times(axis: Child, x: Scale, width: number): SVGElement[] {
  const labels = axis.get("tick_labels") as Record<string, string>;
  return [...(axis.get("tick_values") as ArrayLike<number> as number[])].map(
    (moment) => {
      const at = x.to(moment);
      const anchor = at < HALF_PX ? "start" : at > width - HALF_PX ? "end" : "middle";
      const text = svg("text", { y: 9, dy: "0.71em", "text-anchor": anchor });
      text.textContent = labels[`${moment}`] ?? "";
      return svg(
        "g",
        { class: "tick", transform: `translate(${at + SHARP_PX} 0)` },
        text,
      );
    },
  );
}

export function ownChart(
  figures: Figures,
  host: HTMLElement,
  signal: AbortSignal,
): void {
  const { x, y, xAxis, yAxis } = figures;
  const { usual, median, settled, provisional, band } = figures;
  const marks = [usual, median, settled, provisional, band];
  const lines = marks.map(curve);
  const below = svg("g", { class: "axis", "text-anchor": "middle" });
  const beside = svg("g", { class: "axis", "text-anchor": "end" });
  const models = [x, y, xAxis, yAxis, ...marks];
  const plot = surface(host, MARGIN, models, signal, (width, height) => {
    const toX = scaleOf(x, 0, width);
    const toY = scaleOf(y, height, 0);
    put(below, { transform: `translate(0 ${height})` });
    below.replaceChildren(...times(xAxis, toX, width));
    beside.replaceChildren(...values(yAxis, toY, width));
    for (const line of lines) line.draw(toX, toY, height);
  });
  plot.lastElementChild?.before(beside, below, ...lines.map((line) => line.element));
}
