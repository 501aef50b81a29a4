// The two bqplot figures inside our model, and their parts by name.

import { setPoints } from "./drive-lines";
import type { Heard, PaneModel } from "./model";

/** A model of bqplot's. What is set stays in the browser. */
export interface Child extends Heard {
  get(key: string): unknown;
  set(values: Record<string, unknown>): void;
  /** Set the points of a mark. */
  points(x: Float64Array, y: Float64Array): void;
  readonly raw: any;
}

export interface Figures {
  chart: Child;
  overview: Child;
  /** The marks of the chart: settled slots, provisional ones; of the overview: all. */
  settled: Child;
  provisional: Child;
  /** Around the provisional ones: between what they may settle at. */
  band: Child;
  /** What is usual: around the lowest and the highest, and the median. */
  usual: Child;
  median: Child;
  /** What is pinned. */
  second: Child;
  whole: Child;
  x: Child;
  y: Child;
  secondY: Child;
  xAxis: Child;
  yAxis: Child;
  secondAxis: Child;
  overviewX: Child;
  overviewY: Child;
  brush: Child;
}

function wrapChild(raw: any): Child {
  return {
    get: (key) => raw.get(key),
    set: (values) => raw.set(values),
    points: (x, y) => setPoints(raw, x, y),
    on: (event, fn) => raw.on(event, fn),
    off: (event, fn) => raw.off(event, fn),
    raw,
  };
}

/** bqplot takes dates as milliseconds in an array that says so. */
export function dates(seconds: number[]): Float64Array {
  const array: any = new Float64Array(seconds);
  for (let i = 0; i < array.length; i++) array[i] *= 1000;
  array.type = "date";
  return array;
}

/** Whether the page's models can be shown here at all: marimo, for one, cannot. */
export function hostsFigures(model: PaneModel): boolean {
  return typeof model.raw.widget_manager?.create_view === "function";
}

/** Whether the model still has its kernel. */
export function hasKernel(figure: Child): boolean {
  return figure.raw.comm_live !== false;
}

async function child(model: PaneModel, key: "chart" | "overview"): Promise<any> {
  // anywidget does not unpack references to other models.
  const reference = model.get(key).replace(/^IPY_MODEL_/, "");
  return model.raw.widget_manager.get_model(reference);
}

/** The mark of a figure that `chart.py` gave this label. */
function mark(figure: any, name: string): any {
  const found = figure.get("marks").find((each: any) => each.get("labels")[0] === name);
  if (!found) throw new Error(`The figure has no mark named ${name}.`);
  return found;
}

/** The axis of a figure that shows a scale. */
function axis(figure: any, scale: any): any {
  return figure.get("axes").find((each: any) => each.get("scale") === scale);
}

/** The models inside both figures, by the names that `chart.py` gives them. */
export async function openFigures(model: PaneModel): Promise<Figures> {
  const [chart, overview] = await Promise.all([
    child(model, "chart"),
    child(model, "overview"),
  ]);
  const settled = mark(chart, "settled");
  const second = mark(chart, "second");
  const whole = mark(overview, "whole");
  const { y: secondY } = second.get("scales");
  const { x, y } = settled.get("scales");
  const { x: overviewX, y: overviewY } = whole.get("scales");
  const models = {
    chart,
    overview,
    settled,
    provisional: mark(chart, "provisional"),
    band: mark(chart, "band"),
    usual: mark(chart, "usual"),
    median: mark(chart, "median"),
    second,
    whole,
    x,
    y,
    secondY,
    xAxis: axis(chart, x),
    yAxis: axis(chart, y),
    secondAxis: axis(chart, secondY),
    overviewX,
    overviewY,
    brush: overview.get("interaction"),
  };
  // bqplot would send the brush to the kernel with every step of a drag, and the kernel
  // would echo it. What Python hears is the window that was chosen.
  models.brush.save_changes = () => {};
  const entries = Object.entries(models).map(([name, raw]) => [name, wrapChild(raw)]);
  return Object.fromEntries(entries);
}
