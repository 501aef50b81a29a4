// Dragging over the chart shows that stretch alone; a double click goes back.

import type { Pane } from "../pane/pane";
import { make, show } from "./dom";

/** A shorter drag is a click that slipped. */
const LEAST_PX = 6;

export function zoom(pane: Pane, plot: HTMLElement, signal: AbortSignal): void {
  const stretch = make("div", { class: "wp-zoom" });
  show(stretch, false);
  plot.append(stretch);

  const begin = (down: PointerEvent): void => {
    const area = plot.querySelector(".plotarea_events")?.getBoundingClientRect();
    const { span } = pane.window;
    if (down.button !== 0 || !area || area.width === 0 || !span) return;
    const within = (x: number): number =>
      Math.min(Math.max(x, area.left), area.left + area.width);
    const moment = (x: number): number =>
      span.from + ((x - area.left) / area.width) * (span.to - span.from);
    const start = within(down.clientX);
    let ends: [number, number] = [start, start];
    const held = new AbortController();
    const options = { signal: AbortSignal.any([held.signal, signal]) };
    const end = (): void => {
      held.abort();
      show(stretch, false);
    };
    const move = ({ clientX }: PointerEvent): void => {
      const now = within(clientX);
      ends = [Math.min(start, now), Math.max(start, now)];
      show(stretch, ends[1] - ends[0] >= LEAST_PX);
      stretch.style.left = `${ends[0] - plot.getBoundingClientRect().left}px`;
      stretch.style.width = `${ends[1] - ends[0]}px`;
    };
    const lift = (event: PointerEvent): void => {
      move(event);
      end();
      const [from, to] = ends;
      if (to - from >= LEAST_PX)
        pane.window.zoom({ from: moment(from), to: moment(to) });
    };
    window.addEventListener("pointermove", move, options);
    window.addEventListener("pointerup", lift, options);
    window.addEventListener("pointercancel", end, options);
    window.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape") end();
      },
      options,
    );
  };
  plot.addEventListener("pointerdown", begin, { signal });
  plot.addEventListener("dblclick", () => pane.window.back(), { signal });
}
