// What all views of one model share: the series, the window, the clock, the figures.

import { Announcer } from "./announce";
import { Arrivals, clock } from "./arrivals";
import type { Settable } from "./contract.gen";
import { download, Exporting } from "./exporting";
import {
  type Child,
  type Figures,
  FigureViews,
  hasKernel,
  hostsFigures,
  observe,
  on,
  openFigures,
  type PaneModel,
} from "./host";
import { type Facts, phrase, type Words } from "./phrase";
import { Plot } from "./plot";
import type { Store } from "./store";
import {
  around,
  type Settled,
  type Span,
  scrollable,
  settle,
  shifted,
  spanOf,
} from "./window";
import { Zone } from "./zone";

/** A view of the pane, as far as the pane must know it. */
export interface View {
  refresh: () => void;
  /** Width of its chart, pixels; 0 while it is not on the screen. */
  width: () => number;
}

const TICK_MS = 1000;
/** What the kernel sends besides is told by its arrival. */
const REDRAWN_BY = [
  "event",
  "visible",
  "interval_s",
  "window_s",
  "window_end_s",
] as const;

export class Pane {
  readonly model: PaneModel;
  readonly exporting: Exporting;
  readonly signal: AbortSignal;
  /** What a screen reader is told next. */
  announcement = "";
  zone: Zone;
  #figures: Promise<Figures> | null = null;
  readonly #arrivals: Arrivals;
  readonly #views = new Set<View>();
  readonly #lent = new Map<Child, FigureViews>();
  readonly #announcer = new Announcer();
  #plot: Plot | null = null;
  #opened: Figures | null = null;
  /** The window under the hand, while the brush is held. */
  #held: Span | null = null;
  #brushing = false;
  #emptied = false;
  #frame = 0;
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(model: PaneModel, signal: AbortSignal) {
    this.model = model;
    this.signal = signal;
    this.zone = new Zone(model.get("time_zone"));
    this.exporting = new Exporting(
      {
        send: (message) => model.send(message),
        connected: () => this.connected,
        changed: () => this.changed(),
        save: download,
      },
      signal,
    );
    this.#arrivals = new Arrivals(
      model,
      {
        changed: () => this.changed(),
        connected: () => this.connected,
        answer: (message, buffer) => this.exporting.answer(message, buffer),
      },
      signal,
    );
    this.#listen();
    document.addEventListener("visibilitychange", () => this.changed(), { signal });
    signal.addEventListener("abort", () => this.#rest(), { once: true });
  }

  #listen(): void {
    const { model, signal } = this;
    on(model, "comm_live_update", signal, () => this.changed());
    for (const key of REDRAWN_BY) observe(model, key, signal, () => this.changed());
    observe(model, "time_zone", signal, () => {
      this.zone = new Zone(model.get("time_zone"));
      this.changed();
    });
  }

  // ---------------------------------------------------------------- what is known

  /** The whole series received. */
  get store(): Store {
    return this.#arrivals.store;
  }

  get connected(): boolean {
    return this.#opened === null || hasKernel(this.#opened.chart);
  }

  /** What was chosen, before it is cut to the event. */
  get settled(): Settled {
    const { model } = this;
    return {
      window_s: model.get("window_s"),
      window_end_s: model.get("window_end_s"),
    };
  }

  /** The window on the screen; null while nothing was received. */
  get span(): Span | null {
    const { extent } = this.store;
    return this.#held ?? (extent && spanOf(extent, this.settled));
  }

  get scrollable(): boolean {
    const { extent } = this.store;
    return extent !== null && scrollable(extent, this.settled.window_s);
  }

  /** Whether the window stays at the newest slot. */
  get following(): boolean {
    const { extent } = this.store;
    if (this.#held && extent) {
      return settle(extent, this.#held, this.settled.window_s).window_end_s === null;
    }
    return !this.scrollable || this.settled.window_end_s === null;
  }

  get facts(): Facts {
    const { model } = this;
    return {
      status: model.get("status"),
      latest: model.get("latest"),
      replay: model.get("replay"),
      interval_s: model.get("interval_s"),
      zone: this.zone,
      now: clock(),
      heardAt: this.#arrivals.heardAt,
      updatedAt: this.#arrivals.updatedAt,
      skew_s: this.#arrivals.skew_s,
      connected: this.connected,
    };
  }

  // ----------------------------------------------------------------- what is done

  save(values: Partial<{ [K in Settable]: unknown }>): void {
    this.model.save(values as Parameters<PaneModel["save"]>[0]);
  }

  toggle(): void {
    this.save({ visible: !this.model.get("visible") });
  }

  latest(): void {
    this.#held = null;
    this.save({ window_end_s: null });
    this.changed();
  }

  /** Move the window by some seconds, and keep it there. */
  move(by: number): void {
    const { extent } = this.store;
    const { span } = this;
    if (extent && span && this.scrollable) this.#keep(shifted(extent, span, by));
  }

  grab(): void {
    this.#brushing = true;
    this.#emptied = false;
    this.#held = this.span;
  }

  /** The brush was let go; a mere click asks for the moment that was clicked. */
  release(moment: number | null): void {
    if (!this.#brushing) return;
    this.#brushing = false;
    const span = this.#held;
    this.#held = null;
    const { extent } = this.store;
    if (!span || !extent) return;
    const chosen =
      this.#emptied && moment !== null ? around(extent, span, moment) : span;
    this.#keep(chosen);
  }

  #keep(span: Span): void {
    const { extent } = this.store;
    if (extent === null) return;
    const before = this.settled;
    const after = settle(extent, span, before.window_s);
    if (
      after.window_s !== before.window_s ||
      after.window_end_s !== before.window_end_s
    ) {
      this.save(after);
    }
    this.changed();
  }

  // ------------------------------------------------------------------- the screen

  /** Add a view for as long as it lives. */
  attach(view: View, signal: AbortSignal): void {
    this.#views.add(view);
    signal.addEventListener("abort", () => this.#detach(view), { once: true });
    this.#ticking ??= setInterval(() => this.#refresh(), TICK_MS);
    this.changed();
  }

  /** Whether this view speaks for all: a screen reader hears each thing once. */
  speaks(view: View): boolean {
    const [first] = this.#views;
    return first === view;
  }

  /** The figures of this model, opened when a view first needs them. */
  open(): Promise<Figures> | null {
    if (!hostsFigures(this.model)) return null;
    this.#figures ??= this.#open().catch((error: unknown) => {
      // The next view tries again.
      this.#figures = null;
      throw error;
    });
    return this.#figures;
  }

  async #open(): Promise<Figures> {
    const figures = await openFigures(this.model);
    this.#opened = figures;
    this.#plot = new Plot(figures);
    on(figures.chart, "comm_live_update", this.signal, () => this.changed());
    on(figures.brush, "change:selected", this.signal, () => this.#brushed());
    this.changed();
    return figures;
  }

  /** Show a figure inside an element that is laid out, until the signal aborts. */
  mount(figure: Child, element: HTMLElement, signal: AbortSignal): Promise<void> {
    let views = this.#lent.get(figure);
    if (!views) {
      views = new FigureViews(this.model, figure, this.signal);
      this.#lent.set(figure, views);
    }
    return views.mount(element, signal);
  }

  /** Something changed: words at once, the chart with the next frame. */
  changed(): void {
    this.#refresh();
    this.draw();
  }

  /** Draw with the next frame; never more than once for it. */
  draw(): void {
    if (this.#frame !== 0 || !this.#onScreen) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#drawNow();
    });
  }

  // bqplot queues what it draws while nobody looks; so nothing is drawn then, and
  // everything once when the page or the chart is shown again.
  get #onScreen(): boolean {
    return this.#views.size > 0 && !document.hidden && this.model.get("visible");
  }

  #drawNow(): void {
    const { span } = this;
    if (!this.#plot || !this.#onScreen) return;
    if (!span) {
      // A replay went back to before the first slot.
      this.#plot.clear();
      return;
    }
    const widths = [...this.#views].map((view) => view.width()).filter((px) => px > 0);
    if (widths.length === 0) return;
    this.#plot.draw({
      store: this.store,
      span,
      settled: this.model.get("latest").settled,
      zone: this.zone,
      narrow_px: Math.min(...widths),
      wide_px: Math.max(...widths),
      scroller: this.scrollable || this.#brushing,
      held: this.#brushing,
    });
  }

  #brushed(): void {
    if (!this.#opened) return;
    const selected = this.#opened.brush.get("selected") as ArrayLike<number> | null;
    const [from, to] = [Number(selected?.[0]) / 1000, Number(selected?.[1]) / 1000];
    if (!this.#brushing) {
      // An echo of the kernel, or a brush in another tab: ours stays on our window.
      if (from !== this.span?.from || to !== this.span?.to) this.draw();
      return;
    }
    this.#emptied = !(to > from);
    if (!this.#emptied) this.#held = { from, to };
    this.changed();
  }

  #refresh(): void {
    const words = this.words;
    const { attendees } = this.model.get("latest");
    const sentence = this.#announcer.next(
      words.chip,
      attendees,
      clock(),
      words.counted,
    );
    if (sentence !== null) this.announcement = sentence;
    for (const view of this.#views) view.refresh();
  }

  get words(): Words {
    return phrase(this.facts);
  }

  #detach(view: View): void {
    this.#views.delete(view);
    if (this.#views.size === 0) this.#rest();
    else this.changed();
  }

  #rest(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }
}
