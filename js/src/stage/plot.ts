// Draws the series into bqplot's models, in the browser alone: no more points than
// the screen can show, and only what changed.

import { type Child, dates, type Figures } from "../host/figures";
import { fillsUp } from "../series/estimates";
import { type Points, thin } from "../series/thin";
import { usualIn } from "../series/usual";
import { SHOWN } from "../words/figures";
import { tick } from "../words/format";
import { coming, courseOf, NOTHING, settledEnd, stretchOf } from "./course";
import { rightPx, type Scene } from "./scene";
import { ticksBeside, timeTicks, type ValueTicks, valueTicks } from "./ticks";

/** Pixels that a label of the time axis needs. */
const LABEL_PX = 90;
/** The overview is small: more points do not show. */
const OVERVIEW_POINTS = 800;

/** The highest value, 0 where there is none; breaks are no values. */
function highest(points: Points[]): number {
  let top = 0;
  for (const { y } of points) for (const value of y) if (value > top) top = value;
  return top;
}

export class Plot {
  readonly #figures: Figures;
  /** The highest value that the chart has room for. */
  top = 1;
  /** and the axis beside it. */
  beside = 1;
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
    const { usual, median, second, settled, provisional, band, whole } = this.#figures;
    for (const line of [usual, median, second, settled, provisional, band, whole])
      put(line, NOTHING);
  }

  draw(scene: Scene): void {
    const { store, span, settled, estimates, zone, narrow_px, wide_px } = scene;
    const key = [
      scene.figure,
      scene.second,
      store.revision,
      scene.minutes.revision,
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
    const { figure, span, zone, narrow_px } = scene;
    const { sure, line, band } = courseOf(scene);
    // Of attendees alone it is known what is usual.
    const usual = usualIn(figure === "live_viewers" ? scene.usual : null, span);
    const shown = valueTicks(highest([usual.band, sure, line, band]), SHOWN[figure]);
    write(figures.y, figures.yAxis, shown);
    this.top = shown.top;
    this.#second(scene, shown);
    const { from, to } = span;
    const ticks = timeTicks(from, to, Math.floor(narrow_px / LABEL_PX), zone);
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
    put(figures.provisional, line);
    put(figures.band, band);
  }

  /** What is pinned, as one line, and the room for its axis beside both figures. */
  #second(scene: Scene, shown: ValueTicks): void {
    const { chart, overview, second: line, secondY, secondAxis } = this.#figures;
    const { second } = scene;
    const right = rightPx(second);
    for (const each of [chart, overview]) {
      const margin = each.get("fig_margin") as { right: number };
      if (margin.right !== right) each.set({ fig_margin: { ...margin, right } });
    }
    const course = second && courseOf({ ...scene, figure: second });
    const points = course ? joined(course.sure, course.line) : NOTHING;
    const ticks = ticksBeside(
      highest([points]),
      shown,
      second ? SHOWN[second] : undefined,
    );
    write(secondY, secondAxis, second ? ticks : { ...ticks, at: [] });
    this.beside = ticks.top;
    put(line, points);
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
      const { line } = coming(scene, 0, end, end, Number.POSITIVE_INFINITY);
      const points = joined(thin(settled, wide_px, OVERVIEW_POINTS), line);
      overviewY.set({ min: 0, max: valueTicks(highest([points])).top });
      overviewX.set({
        min: new Date(extent.first * 1000),
        max: new Date(extent.last * 1000),
      });
      put(whole, points);
    }
    if (!held) brush.set({ selected: dates([span.from, span.to]) });
  }
}

/** Both as one line. */
const joined = (one: Points, other: Points): Points => ({
  x: [...one.x, ...other.x],
  y: [...one.y, ...other.y],
});

/** Give a scale its top, and its axis its ticks. */
function write(scale: Child, axis: Child, { at, top, decimals }: ValueTicks): void {
  // By what is there: whoever finds the kernel again has its own values set.
  if (scale.get("max") === top && `${axis.get("tick_values")}` === `${at}`) return;
  scale.set({ min: 0, max: top });
  axis.set({
    tick_values: Float64Array.from(at),
    // As the reader writes numbers; bqplot's formats know one way.
    tick_labels: Object.fromEntries(
      at.map((each) => [`${each}`, tick(each, decimals)]),
    ),
  });
}

function put(mark: Child, { x, y }: Points): void {
  mark.points(dates(x), new Float64Array(y));
}
