// The stage: the figures, opened once for all views, and what is drawn on them. They are
// bqplot's, or where the host cannot show those, of our own.

import { own } from "../host/alone";
import {
  type Child,
  type Figures,
  hasKernel,
  hostsFigures,
  openFigures,
} from "../host/figures";
import { on, type PaneModel } from "../host/model";
import { FigureViews } from "../host/views";
import type { Span } from "../series/window";
import { Plot } from "./plot";
import type { Scene } from "./scene";

export interface StageHost {
  /** What is to be seen now; null while there is nothing. */
  scene: () => Scene | null;
  /** The figures came, or lost their kernel. */
  changed: () => void;
  /** The brush was moved, by whomever; null where it selects nothing. */
  brushed: (span: Span | null) => void;
}

export class Stage {
  readonly #model: PaneModel;
  readonly #host: StageHost;
  readonly #signal: AbortSignal;
  readonly #lent = new Map<Child, FigureViews>();
  #opening: Promise<Figures> | null = null;
  #figures: Figures | null = null;
  #plot: Plot | null = null;

  constructor(model: PaneModel, host: StageHost, signal: AbortSignal) {
    this.#model = model;
    this.#host = host;
    this.#signal = signal;
  }

  /** Whether the figures have their kernel; so they are taken to until they are here. */
  get connected(): boolean {
    return this.#figures === null || hasKernel(this.#figures.chart);
  }

  /** Show a figure inside an element that is laid out, until the signal aborts. */
  async mount(
    which: "chart" | "overview",
    element: HTMLElement,
    signal: AbortSignal,
  ): Promise<void> {
    const figures = await this.#open();
    if (hostsFigures(this.#model))
      await this.#views(figures[which]).mount(element, signal);
    else own().mount(figures, which, element, signal);
  }

  /** The highest value that the chart has room for. */
  get top(): number {
    return this.#plot?.top ?? 1;
  }

  /** The same of the axis beside it. */
  get beside(): number {
    return this.#plot?.beside ?? 1;
  }

  /** Draw what is to be seen, as far as it changed; tell whether the axis is another. */
  draw(): boolean {
    if (!this.#plot) return false;
    const { top, beside } = this.#plot;
    const scene = this.#host.scene();
    if (scene) this.#plot.draw(scene);
    // A replay went back to before the first slot.
    else this.#plot.clear();
    return this.#plot.top !== top || this.#plot.beside !== beside;
  }

  /** Opened when a view first needs them. */
  #open(): Promise<Figures> {
    this.#opening ??= this.#begin().catch((error: unknown) => {
      // The next view tries again.
      this.#opening = null;
      throw error;
    });
    return this.#opening;
  }

  async #begin(): Promise<Figures> {
    const figures = hostsFigures(this.#model)
      ? await openFigures(this.#model)
      : own().figures();
    this.#figures = figures;
    this.#plot = new Plot(figures);
    on(figures.chart, "comm_live_update", this.#signal, () => this.#host.changed());
    on(figures.brush, "change:selected", this.#signal, () => {
      const selected = figures.brush.get("selected") as ArrayLike<number> | null;
      const [from, to] = [Number(selected?.[0]) / 1000, Number(selected?.[1]) / 1000];
      this.#host.brushed(to > from ? { from, to } : null);
    });
    this.#host.changed();
    return figures;
  }

  #views(figure: Child): FigureViews {
    let views = this.#lent.get(figure);
    if (!views) {
      views = new FigureViews(this.#model, figure, this.#signal);
      this.#lent.set(figure, views);
    }
    return views;
  }
}
