// What a figure of our own is drawn on. Its elements are called as bqplot calls its own,
// so that one style sheet and those who point at the plotted area serve both.

import type { Child } from "../figures";
import { outline } from "../outline";
import { onceATurn } from "../turn";

const SVG = "http://www.w3.org/2000/svg";

interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** From values to pixels and back. */
export interface Scale {
  to: (value: number) => number;
  from: (pixels: number) => number;
}

export function svg(
  tag: "svg" | "g" | "path" | "rect" | "line" | "text",
  attributes: Record<string, string | number> = {},
  ...children: Element[]
): SVGElement {
  const element = document.createElementNS(SVG, tag);
  put(element, attributes);
  element.append(...children);
  return element;
}

export function put(
  element: Element,
  attributes: Record<string, string | number>,
): void {
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, `${value}`);
}

/** The scale of a model onto a stretch of pixels, either of which may be turned. */
export function scaleOf(model: Child, start: number, end: number): Scale {
  const [min, max] = [Number(model.get("min")), Number(model.get("max"))];
  const unit = (end - start) / (max - min || 1);
  return {
    to: (value) => start + (value - min) * unit,
    from: (pixels) => min + (pixels - start) / unit,
  };
}

/** A line and the area under it. */
export function curve(model: Child): { element: SVGElement; draw: Draw } {
  const area = svg("path", { class: "area" });
  const line = svg("path", { class: "line", fill: "none" });
  const name = `${model.get("name")}`;
  const element = svg("g", { class: `curve wp-${name}` }, area, line);
  return {
    element,
    draw(x, y, ground) {
      const at = model.get("x") as ArrayLike<number>;
      const values = model.get("y") as ArrayLike<number>;
      const drawn = outline(at, values, x.to, y.to, ground);
      put(line, { d: drawn.line });
      put(area, { d: drawn.area });
    },
  };
}

type Draw = (x: Scale, y: Scale, ground: number) => void;

/** Put a figure into an element and draw it again whenever it or its models change. */
export function surface(
  host: HTMLElement,
  figure: Child,
  models: Child[],
  signal: AbortSignal,
  draw: (width: number, height: number) => void,
): SVGElement {
  const margin = (): Margin => figure.get("fig_margin") as Margin;
  const { left, top } = margin();
  const plot = svg("g", { transform: `translate(${left} ${top})` });
  const background = svg("rect", { class: "plotarea_background", fill: "none" });
  // On top: whoever points at the plot asks it where that is.
  const events = svg("rect", { class: "plotarea_events", fill: "none" });
  plot.append(background, events);
  const root = document.createElement("div");
  root.className = "bqplot wp-own";
  root.append(svg("svg", { width: "100%", height: "100%" }, plot));
  host.append(root);
  const size = { width: host.clientWidth, height: host.clientHeight };
  const redraw = onceATurn(() => {
    if (signal.aborted) return;
    const { right, bottom } = margin();
    const width = Math.max(0, size.width - left - right);
    const height = Math.max(0, size.height - top - bottom);
    for (const each of [background, events]) put(each, { width, height });
    draw(width, height);
  });
  const resized = new ResizeObserver(([entry]) => {
    size.width = entry?.contentRect.width ?? 0;
    size.height = entry?.contentRect.height ?? 0;
    redraw();
  });
  resized.observe(host);
  const heard = [figure, ...models];
  for (const each of heard) each.on("change", redraw);
  signal.addEventListener(
    "abort",
    () => {
      resized.disconnect();
      for (const each of heard) each.off("change", redraw);
      root.remove();
    },
    { once: true },
  );
  redraw();
  return plot;
}
