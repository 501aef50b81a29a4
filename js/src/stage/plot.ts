// Draws the series into bqplot's models, in the browser alone: no more points than
// the screen can show, and only what changed.

import type { UsualBand } from "../contract.gen";
import { type Child, dates, type Figures } from "../host/figures";
import { type Edge, type Estimate, edgeOf, fillsUp } from "../series/estimates";
import type { Store } from "../series/store";
import { type Points, type Stretch, thin } from "../series/thin";
import { usualIn } from "../series/usual";
import type { Span } from "../series/window";
import { short } from "../words/format";
import type { Zone } from "../words/zone";
import { countTicks, timeTicks } from "./ticks";

/** Pixels that a label of the time axis needs. */
const LABEL_PX = 90;
const NOTHING: Points = { x: [], y: [] };
/** The overview is small: more points do not show. */
const OVERVIEW_POINTS = 800;

export interface Scene {
  store: Store;
  span: Span;
  /** Start of the newest settled slot; later ones are provisional. */
  settled: number | null;
  /** What those will settle at that are over. */
  estimates: Estimate[];
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

/** The highest value, 0 where there is none; breaks are no values. */
function highest(points: Points[]): number {
  let top = 0;
  for (const { y } of points)
    for (const value of y) if (!Number.isNaN(value)) top = Math.max(top, value);
  return top;
}

export class Plot {
  readonly #figures: Figures;
  /** The highest value that the chart has room for. */
  top = 1;
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
    const { usual, median, settled, provisional, band, whole } = this.#figures;
    for (const line of [usual, median, settled, provisional, band, whole])
      put(line, NOTHING);
  }

  draw(scene: Scene): void {
    const { store, span, settled, estimates, zone, narrow_px, wide_px } = scene;
    const key = [
      store.revision,
      ...estimates.flatMap((each) => Object.values(each)),
      span.from,
      span.to,
      settled,
      scene.usual?.at,
      scene.usual?.events,
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

  #chart(scene: Scene): void {
    const figures = this.#figures;
    const { store, span, zone, narrow_px, wide_px } = scene;
    const [begin, end] = visible(store, span);
    const split = Math.min(Math.max(settledEnd(scene), begin), end);
    const sure = thin({ ...stretchOf(store), begin, end: split }, wide_px);
    const unsure = coming(scene, begin, split, end, span.to);

    const usual = usualIn(scene.usual, span);

    const { at, top } = countTicks(
      highest([usual.band, sure, unsure.line, unsure.band]),
    );
    const { from, to } = span;
    const ticks = timeTicks(from, to, Math.floor(narrow_px / LABEL_PX), zone);
    this.top = top;
    figures.y.set({ min: 0, max: top });
    figures.yAxis.set({
      tick_values: Float64Array.from(at),
      // As the reader writes numbers; bqplot's formats know one way.
      tick_labels: Object.fromEntries(at.map((value) => [`${value}`, short(value)])),
    });
    figures.x.set({ min: new Date(from * 1000), max: new Date(to * 1000) });
    // bqplot formats dates in UTC alone; so each tick brings its label.
    const tick_values = dates(ticks.at);
    const tick_labels = Object.fromEntries(
      ticks.labels.map((label, i) => [`${tick_values[i]}`, label]),
    );
    figures.xAxis.set({ tick_labels, tick_values });
    put(figures.usual, usual.band);
    put(figures.median, usual.median);
    put(figures.settled, sure);
    put(figures.provisional, unsure.line);
    put(figures.band, unsure.band);
  }

  #scroller(scene: Scene): void {
    const { store, span, wide_px, held } = scene;
    const { extent } = store;
    if (extent === null) return;
    const { overviewX, overviewY, whole, brush } = this.#figures;
    const newest = scene.estimates.map(({ viewers }) => viewers);
    const key = [store.revision, wide_px, scene.settled, ...newest].join();
    if (key !== this.#overview) {
      this.#overview = key;
      const end = fillsUp(store) ? settledEnd(scene) : store.count;
      const settled = { ...stretchOf(store), begin: 0, end };
      const points = thin(settled, wide_px, OVERVIEW_POINTS);
      const { line } = coming(scene, 0, end, end, Number.POSITIVE_INFINITY);
      points.x.push(...line.x);
      points.y.push(...line.y);
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

/** The live viewers of all slots, for a stretch of them. */
function stretchOf(store: Store): Omit<Stretch, "begin" | "end"> {
  const { start, cadence_s } = store;
  return { start, value: store.columns.live_viewers, cadence_s };
}

/** Index after the last settled slot. */
function settledEnd({ store, settled }: Scene): number {
  return settled === null ? 0 : store.lowerBound(settled + 1);
}

/** What is drawn of the slots that are not settled: from the last that is, so that they join. */
function coming(
  scene: Scene,
  begin: number,
  split: number,
  end: number,
  until: number,
): Edge {
  const { store, wide_px } = scene;
  const joined = split > begin ? split - 1 : split;
  if (!fillsUp(store)) {
    const raw = { ...stretchOf(store), begin: joined, end };
    const line = split === end ? NOTHING : thin(raw, wide_px, 200);
    return { line, band: NOTHING };
  }
  const viewers = store.columns.live_viewers[joined] as number;
  const start = store.start[joined] as number;
  const last = joined < split ? { start, viewers, low: viewers, high: viewers } : null;
  const drawn = scene.estimates.filter((each) => each.start <= until);
  return edgeOf(split < settledEnd(scene) ? [] : drawn, last);
}

function put(mark: Child, { x, y }: Points): void {
  mark.points(dates(x), Float64Array.from(y));
}
