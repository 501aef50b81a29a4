// The chart of our own: axes, what is usual, the settled and the provisional line, and the
// band around that.

import type { Child, Figures } from "../figures";
import { curve, put, type Scale, scaleOf, surface, svg } from "./surface";

/** Nearer to an end of its axis, a centred label would reach beyond it. */
const HALF_PX = 16;

/** In the middle of a pixel a line is sharp; bqplot's are there. */
const SHARP_PX = 0.5;

/** The ticks of an axis: values, and what is written beside them. */
function ticks(axis: Child): [number, string][] {
  const labels = axis.get("tick_labels") as Record<string, string>;
  const values = axis.get("tick_values") as ArrayLike<number>;
  return Array.from(values, (value) => [value, labels[`${value}`] ?? ""]);
}

/** Beside the plot: at its left with lines across it, or at its right without. */
function values(axis: Child, y: Scale, width: number, right = false): SVGElement[] {
  return ticks(axis).map(([value, label]) => {
    const text = svg("text", { x: right ? width + 3 : -3, dy: "0.32em" });
    text.textContent = label;
    const line = svg("line", { x2: right ? 0 : width });
    const at = { class: "tick", transform: `translate(0 ${y.to(value) + SHARP_PX})` };
    return svg("g", at, line, text);
  });
}

function times(axis: Child, x: Scale, width: number): SVGElement[] {
  return ticks(axis).map(([moment, label]) => {
    const at = x.to(moment);
    const anchor = at < HALF_PX ? "start" : at > width - HALF_PX ? "end" : "middle";
    const text = svg("text", { y: 9, dy: "0.71em", "text-anchor": anchor });
    text.textContent = label;
    const place = { class: "tick", transform: `translate(${at + SHARP_PX} 0)` };
    return svg("g", place, text);
  });
}

export function ownChart(
  figures: Figures,
  host: HTMLElement,
  signal: AbortSignal,
): void {
  const { x, y, xAxis, yAxis } = figures;
  const { usual, median, second, settled, provisional, band } = figures;
  const marks = [usual, median, second, settled, provisional, band];
  const lines = marks.map(curve);
  const below = svg("g", { class: "axis", "text-anchor": "middle" });
  const beside = svg("g", { class: "axis", "text-anchor": "end" });
  const opposite = svg("g", { class: "axis", "text-anchor": "start" });
  const { chart, secondY, secondAxis } = figures;
  const models = [x, y, secondY, xAxis, yAxis, secondAxis, ...marks];
  const plot = surface(host, chart, models, signal, (width, height) => {
    const toX = scaleOf(x, 0, width);
    const toY = scaleOf(y, height, 0);
    put(below, { transform: `translate(0 ${height})` });
    below.replaceChildren(...times(xAxis, toX, width));
    beside.replaceChildren(...values(yAxis, toY, width));
    const toSecond = scaleOf(secondY, height, 0);
    opposite.replaceChildren(...values(secondAxis, toSecond, width, true));
    for (const [i, line] of lines.entries())
      line.draw(toX, marks[i] === second ? toSecond : toY, height);
  });
  plot.lastElementChild?.before(
    beside,
    opposite,
    below,
    ...lines.map((line) => line.element),
  );
}
