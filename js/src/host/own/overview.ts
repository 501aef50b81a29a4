// The overview of our own, and the brush on it: moved, resized, or drawn anew, as
// bqplot's is.

import { dates, type Figures } from "../figures";
import { curve, put, type Scale, scaleOf, surface, svg } from "./surface";

const HANDLE_PX = 6;

type Pair = [number, number];

/** The ends of the selection when the pointer has moved by so many pixels. */
type Grip = (by: number) => Pair;

export function ownOverview(
  figures: Figures,
  host: HTMLElement,
  signal: AbortSignal,
): void {
  const { overview, overviewX, overviewY, whole, brush } = figures;
  const line = curve(whole);
  const selection = svg("rect", { class: "selection", y: 0 });
  const handles = ["w", "e"].map((end) =>
    svg("rect", { class: `handle handle--${end}`, width: HANDLE_PX }),
  );
  const brushed = svg("g", { class: "brushintsel" }, selection, ...handles);
  let scale: Scale = scaleOf(overviewX, 0, 1);
  let right = 0;

  const ends = (): Pair | null => {
    const selected = brush.get("selected") as ArrayLike<number> | null;
    return selected?.length === 2
      ? [scale.to(Number(selected[0])), scale.to(Number(selected[1]))]
      : null;
  };
  const plot = surface(
    host,
    overview,
    [overviewX, overviewY, whole, brush],
    signal,
    (width, height) => {
      right = width;
      scale = scaleOf(overviewX, 0, width);
      line.draw(scale, scaleOf(overviewY, height, 0), height);
      const selected = ends();
      brushed.setAttribute("visibility", selected ? "visible" : "hidden");
      if (!selected) return;
      const [from, to] = selected;
      put(selection, { x: from, width: Math.max(0, to - from), height });
      handles.forEach((handle, i) => {
        put(handle, { x: (selected[i] as number) - HANDLE_PX / 2 });
      });
    },
  );
  plot.lastElementChild?.before(line.element, brushed);

  const within = (px: number): number => Math.min(Math.max(px, 0), right);
  const inOrder = (a: number, b: number): Pair => (a < b ? [a, b] : [b, a]);

  const grip = (target: EventTarget | null, at: number): Grip => {
    const selected = ends();
    if (selected) {
      const [from, to] = selected;
      if (target === handles[0]) return (by) => inOrder(within(from + by), to);
      if (target === handles[1]) return (by) => inOrder(from, within(to + by));
      if (target === selection)
        return (by) => {
          const kept = Math.min(Math.max(by, -from), right - to);
          return [from + kept, to + kept];
        };
    }
    return (by) => inOrder(within(at), within(at + by));
  };

  host.addEventListener(
    "pointerdown",
    (down) => {
      const area = plot.querySelector(".plotarea_events")?.getBoundingClientRect();
      if (down.button !== 0 || !area) return;
      const held = grip(down.target, down.clientX - area.left);
      const moves = ends() !== null && down.target !== host;
      const life = new AbortController();
      const until = { signal: AbortSignal.any([life.signal, signal]) };
      let moved = false;
      window.addEventListener(
        "pointermove",
        ({ clientX }) => {
          moved ||= clientX !== down.clientX;
          if (!moved) return;
          const [from, to] = held(clientX - down.clientX);
          const pair = [scale.from(from) / 1000, scale.from(to) / 1000];
          brush.set({ selected: dates(pair) });
        },
        until,
      );
      const end = (): void => {
        life.abort();
        // A click beside the selection asks for that moment.
        const beside = ![selection, ...handles].includes(down.target as SVGElement);
        if (!moved && beside && moves) brush.set({ selected: null });
      };
      // Before the scroller takes what was selected, a turn after the button.
      window.addEventListener("pointerup", end, until);
      window.addEventListener("pointercancel", end, until);
    },
    { signal },
  );
}
