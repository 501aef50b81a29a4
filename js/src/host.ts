// The one place that faces what others made and do not type: anywidget's model, the
// page's widget manager, bqplot's models, Lumino. Everything else sees these types.

import {
  type FromBrowser,
  LATEST_FIELDS,
  type PaneState,
  type Settable,
  type ToBrowser,
} from "./contract.gen";

/** Our model, with the contract's names and types. */
export interface PaneModel {
  get<K extends keyof PaneState>(key: K): PaneState[K];
  /** Set traits here and, with one message, in the kernel. */
  save(values: Partial<Pick<PaneState, Settable>>): void;
  send(message: FromBrowser): void;
  on(event: string, fn: (...args: any[]) => void): void;
  off(event: string, fn: (...args: any[]) => void): void;
  /** What only this file may use. */
  readonly raw: any;
}

/** A model of bqplot's. What is set stays in the browser. */
export interface Child {
  get(key: string): unknown;
  set(values: Record<string, unknown>): void;
  on(event: string, fn: () => void): void;
  off(event: string, fn: () => void): void;
  readonly raw: any;
}

export interface Figures {
  chart: Child;
  overview: Child;
  /** The marks of the chart: settled slots, provisional ones; of the overview: all. */
  settled: Child;
  provisional: Child;
  whole: Child;
  x: Child;
  y: Child;
  xAxis: Child;
  yAxis: Child;
  overviewX: Child;
  overviewY: Child;
  brush: Child;
}

/** Figures travel without their names, which would be longer than they are. */
function named(figures: unknown[]): unknown {
  return Object.fromEntries(LATEST_FIELDS.map((name, i) => [name, figures[i] ?? null]));
}

export function wrapModel(raw: any): PaneModel {
  return {
    get: (key) => (key === "latest" ? named(raw.get(key)) : raw.get(key)),
    save(values) {
      for (const [key, value] of Object.entries(values)) raw.set(key, value);
      raw.save_changes();
    },
    send: (message) => raw.send(message),
    on: (event, fn) => raw.on(event, fn),
    off: (event, fn) => raw.off(event, fn),
    raw,
  };
}

function wrapChild(raw: any): Child {
  return {
    get: (key) => raw.get(key),
    set: (values) => raw.set(values),
    on: (event, fn) => raw.on(event, fn),
    off: (event, fn) => raw.off(event, fn),
    raw,
  };
}

/** Call `fn` on an event of a model until the signal aborts. */
export function on(
  model: PaneModel | Child,
  event: string,
  signal: AbortSignal,
  fn: (...args: any[]) => void,
): void {
  if (signal.aborted) return;
  model.on(event, fn);
  signal.addEventListener("abort", () => model.off(event, fn), { once: true });
}

/** Call `fn` on each change of a trait until the signal aborts. */
export function observe(
  model: PaneModel,
  key: keyof PaneState,
  signal: AbortSignal,
  fn: () => void,
): void {
  on(model, `change:${key}`, signal, () => fn());
}

/** Call `fn` on each message of the kernel's until the signal aborts. */
export function onMessage(
  model: PaneModel,
  signal: AbortSignal,
  fn: (message: ToBrowser, buffer: DataView | undefined) => void,
): void {
  on(model, "msg:custom", signal, (message: ToBrowser, buffers?: any[]) =>
    fn(message, buffers?.[0] === undefined ? undefined : asDataView(buffers[0])),
  );
}

/** Bytes in whatever shape the host hands them over; none for anything else. */
export function asDataView(value: any): DataView {
  if (value instanceof DataView) return value;
  if (ArrayBuffer.isView(value))
    return new DataView(value.buffer, value.byteOffset, value.byteLength);
  return new DataView(value instanceof ArrayBuffer ? value : new ArrayBuffer(0));
}

/** bqplot takes dates as milliseconds in an array that says so. */
export function dates(seconds: number[]): Float64Array {
  const array: any = Float64Array.from(seconds, (each) => each * 1000);
  array.type = "date";
  return array;
}

/** Whether the page's models can be shown here at all: marimo, for one, cannot. */
export function hostsFigures(model: PaneModel): boolean {
  return typeof model.raw.widget_manager?.create_view === "function";
}

async function child(model: PaneModel, key: "chart" | "overview"): Promise<any> {
  // anywidget does not unpack references to other models.
  const reference = model.get(key).replace(/^IPY_MODEL_/, "");
  return model.raw.widget_manager.get_model(reference);
}

/** The models inside both figures, by the order that `chart.py` gives them. */
export async function openFigures(model: PaneModel): Promise<Figures> {
  const [chart, overview] = await Promise.all([
    child(model, "chart"),
    child(model, "overview"),
  ]);
  const [settled, provisional] = chart.get("marks");
  const [xAxis, yAxis] = chart.get("axes");
  const [whole] = overview.get("marks");
  const models = {
    chart,
    overview,
    settled,
    provisional,
    whole,
    x: settled.get("scales").x,
    y: settled.get("scales").y,
    xAxis,
    yAxis,
    overviewX: whole.get("scales").x,
    overviewY: whole.get("scales").y,
    brush: overview.get("interaction"),
  };
  // bqplot would send the brush to the kernel with every step of a drag, and the kernel
  // would echo it. What Python hears is the settled window.
  models.brush.save_changes = () => {};
  const entries = Object.entries(models).map(([name, raw]) => [name, wrapChild(raw)]);
  return Object.fromEntries(entries);
}

/** Whether the model still has its kernel. */
export function hasKernel(figure: Child): boolean {
  return figure.raw.comm_live !== false;
}

/** When a view of the pane ends, let go of its layout: ipywidgets keeps it. */
export function releaseLayout(
  model: PaneModel,
  element: HTMLElement,
  signal: AbortSignal,
): void {
  const end = async (): Promise<void> => {
    const made = Object.values<any>(model.raw.get("layout")?.views ?? {});
    for (const view of await Promise.all(made))
      if (view.options?.parent?.el === element) view.remove();
  };
  signal.addEventListener("abort", () => void end(), { once: true });
}

const lumino = (type: string) => ({
  type,
  isConflatable: false,
  conflate: () => false,
});

/**
 * The views of a figure, which displays borrow: bqplot leaves listeners and views of
 * axes and scales behind of each that is removed, so that none is as long as the figure
 * lives. It draws only after Lumino says that it is attached, so each is attached with
 * the page's own Lumino.
 */
export class FigureViews {
  readonly #model: PaneModel;
  readonly #figure: Child;
  readonly #signal: AbortSignal;
  #idle: any[] = [];

  constructor(model: PaneModel, figure: Child, signal: AbortSignal) {
    this.#model = model;
    this.#figure = figure;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#remove(...this.#idle), { once: true });
  }

  /** Show the figure inside an element that is laid out, until the signal aborts. */
  async mount(element: HTMLElement, signal: AbortSignal): Promise<void> {
    const view =
      this.#idle.pop() ??
      (await this.#model.raw.widget_manager.create_view(this.#figure.raw));
    if (signal.aborted) {
      this.#takeBack(view);
      return;
    }
    signal.addEventListener("abort", () => this.#takeBack(view), { once: true });
    const widget = luminoOf(view);
    const Widget = widget?.constructor;
    if (Widget?.attach) Widget.attach(widget, element);
    else {
      element.append(view.el);
      view.trigger("displayed");
    }
  }

  #takeBack(view: any): void {
    const widget = luminoOf(view);
    if (widget?.isAttached) {
      // One that already left the page was never told so.
      for (const type of ["before-detach", "after-detach"])
        widget.processMessage(lumino(type));
    }
    view.el.remove();
    // Without its kernel the figure lives as long as the page, and is hardly shown again.
    if (this.#signal.aborted || !hasKernel(this.#figure))
      this.#remove(view, ...this.#idle);
    else this.#idle.push(view);
  }

  #remove(...views: any[]): void {
    this.#idle = [];
    for (const view of views) {
      const interaction = view.interaction_view;
      view.remove();
      // bqplot forgets its interaction's view and its own listeners.
      Promise.resolve(interaction).then((each) => each?.remove?.());
      this.#figure.raw.off?.(null, null, view);
    }
  }
}

const luminoOf = (view: any): any => view.luminoWidget ?? view.pWidget;
