// Draws the series into bqplot's models, in the browser alone: no more points than
// the screen can show, and only what changed.

import { type Child, dates, type Figures } from "./host";
import type { Store } from "./store";
import { type Points, type Stretch, thin } from "./thin";
import { countTicks, timeTicks } from "./ticks";
import type { Span } from "./window";
import type { Zone } from "./zone";

/** Pixels that a label of the time axis needs. */
const LABEL_PX = 90;
/** The overview is small: more points do not show. */
const OVERVIEW_POINTS = 800;

export interface Scene {
  store: Store;
  span: Span;
  /** Start of the newest settled slot; later ones are provisional. */
  settled: number | null;
  zone: Zone;
  /** Widths of the narrowest and the widest view, pixels. */
  narrow_px: number;
  wide_px: number;
  /** Whether the overview is on the screen. */
  scroller: boolean;
  /** Whether the brush is held, and must not be moved under the hand. */
  held: boolean;
}

/** The highest value, 0 where there is none; breaks are no values. */
function highest(points: Points[]): number {
  let top = 0;
  for (const { y } of points)
    for (const value of y) if (!Number.isNaN(value)) top = Math.max(top, value);
  return top;
}

export class Plot {
  readonly #figures: Figures;
  #drawn = "";
  #overview = "";

  constructor(figures: Figures) {
    this.#figures = figures;
  }

  /** Show nothing, as at first. */
  clear(): void {
    if (this.#drawn === "") return;
    this.#drawn = "";
    this.#overview = "";
    const { settled, provisional, whole } = this.#figures;
    for (const line of [settled, provisional, whole]) put(line, { x: [], y: [] });
  }

  draw(scene: Scene): void {
    const { store, span, settled, zone, narrow_px, wide_px } = scene;
    const key = [
      store.revision,
      span.from,
      span.to,
      settled,
      zone.name,
      narrow_px,
      wide_px,
    ];
    if (key.join() !== this.#drawn) {
      this.#drawn = key.join();
      this.#chart(scene);
    }
    if (scene.scroller) this.#scroller(scene);
  }

  #chart({ store, span, settled, zone, narrow_px, wide_px }: Scene): void {
    const figures = this.#figures;
    const [begin, end] = visible(store, span);
    // The provisional line starts at the last settled point, so that they join.
    const turn = settled === null ? begin : store.lowerBound(settled + 1);
    const split = Math.min(Math.max(turn, begin), end);
    const stretch = { start: store.start, value: store.live };
    const sure = thin({ ...stretch, begin, end: split }, wide_px);
    const joined = split > begin ? split - 1 : split;
    const unsure =
      split === end
        ? { x: [], y: [] }
        : thin({ ...stretch, begin: joined, end }, wide_px, 200);

    const { at, top } = countTicks(highest([sure, unsure]));
    const { from, to } = span;
    const ticks = timeTicks(from, to, Math.floor(narrow_px / LABEL_PX), zone);
    figures.y.set({ min: 0, max: top });
    figures.yAxis.set({ tick_values: Float64Array.from(at) });
    figures.x.set({ min: new Date(from * 1000), max: new Date(to * 1000) });
    // bqplot formats dates in UTC alone; so each tick brings its label.
    const tick_values = dates(ticks.at);
    const tick_labels = Object.fromEntries(
      ticks.labels.map((label, i) => [`${tick_values[i]}`, label]),
    );
    figures.xAxis.set({ tick_labels, tick_values });
    put(figures.settled, sure);
    put(figures.provisional, unsure);
  }

  #scroller({ store, span, wide_px, held }: Scene): void {
    const { extent } = store;
    if (extent === null) return;
    const { overviewX, overviewY, whole, brush } = this.#figures;
    const key = [store.revision, wide_px].join();
    if (key !== this.#overview) {
      this.#overview = key;
      const stretch: Stretch = {
        start: store.start,
        value: store.live,
        begin: 0,
        end: store.count,
      };
      const points = thin(stretch, wide_px, OVERVIEW_POINTS);
      overviewY.set({ min: 0, max: countTicks(highest([points])).top });
      overviewX.set({
        min: new Date(extent.first * 1000),
        max: new Date(extent.last * 1000),
      });
      put(whole, points);
    }
    if (!held) brush.set({ selected: dates([span.from, span.to]) });
  }
}

/** Indices of the slots in the window, with a neighbour where an edge falls between. */
function visible(store: Store, span: Span): [number, number] {
  const first = store.lowerBound(span.from);
  const after = store.lowerBound(span.to + 1);
  const before = first > 0 && store.start[first] !== span.from ? first - 1 : first;
  const beyond = after < store.count && store.start[after - 1] !== span.to;
  return [before, beyond ? after + 1 : after];
}

function put(mark: Child, { x, y }: Points): void {
  mark.set({ x: dates(x), y: Float64Array.from(y) });
}
