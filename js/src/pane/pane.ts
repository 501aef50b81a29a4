// What all views of one model share: the series, the window, the clock, the stage.

import type { Alarm, Settable } from "../contract.gen";
import { observe, on, type PaneModel } from "../host/model";
import { type Alert, alertsOf } from "../series/alerts";
import { Arrivals, clock } from "../series/arrivals";
import { type Estimate, estimatesOf } from "../series/estimates";
import type { Minutes } from "../series/minutes";
import { type Item, itemAt, itemsOf } from "../series/sheet";
import type { Known } from "../series/shown";
import type { Store } from "../series/store";
import type { Span } from "../series/window";
import { Frames } from "../stage/frames";
import type { Scene } from "../stage/scene";
import { Stage } from "../stage/stage";
import { alarmText } from "../words/alarm";
import { Announcer } from "../words/announce";
import { type Facts, goesOn, momentOf, phrase, type Words } from "../words/phrase";
import { Zone } from "../words/zone";
import type { Asking } from "./asking";
import { ChartWindow } from "./chart-window";
import { factsOf, SHOWN_BY, sceneOf, secondOf } from "./facts";
import { Late } from "./late";

/** A view of the pane, as far as the pane must know it. */
export interface View {
  refresh: () => void;
  /** Write what is another second by second. */
  tick: () => void;
  /** Width of its chart, pixels; 0 while it is not on the screen. */
  width: () => number;
}

const TICK_MS = 1000;

export class Pane {
  readonly model: PaneModel;
  readonly window: ChartWindow;
  readonly stage: Stage;
  readonly exporting: Late;
  readonly replaying: Late;
  readonly marking: Late;
  /** What a screen reader is told next. */
  announcement = "";
  zone: Zone;
  readonly #asking: Asking[];
  readonly #arrivals: Arrivals;
  readonly #views = new Set<View>();
  readonly #announcer = new Announcer();
  readonly #frames = new Frames(() => this.#frame());
  /** Whether the words may not be true any more. */
  #stale = false;
  /** Of this moment, until something changes or a second passes. */
  #words: Words | null = null;
  /** What was true for more than a second, if nothing else changed since. */
  #lasting = "";
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(model: PaneModel, signal: AbortSignal) {
    this.model = model;
    this.zone = new Zone(model.get("time_zone"));
    const changed = (): void => this.changed();
    const connected = (): boolean => this.connected;
    this.window = new ChartWindow(model, {
      extent: () => this.store.extent,
      cadence: () => this.store.cadence_s,
      changed,
    });
    const scene = (): Scene | null =>
      sceneOf(this.known, this.window, model, this.zone, this.#widths);
    const brushed = (span: Span | null): void => this.#brushed(span);
    this.stage = new Stage(model, { scene, changed, brushed }, signal);
    const asking = { send: model.send, connected, changed };
    this.exporting = new Late("exports", asking, signal);
    this.replaying = new Late("replay", asking, signal);
    this.marking = new Late("marking", asking, signal);
    this.#asking = [this.marking, this.exporting, this.replaying];
    this.#arrivals = new Arrivals(
      model,
      {
        changed,
        connected,
        answer: (message, buffer) => {
          for (const each of this.#asking) each.answer(message, buffer);
        },
      },
      signal,
    );
    this.#listen(signal);
    signal.addEventListener("abort", () => this.#rest(), { once: true });
  }

  #listen(signal: AbortSignal): void {
    const { model } = this;
    const changed = (): void => this.changed();
    on(model, "comm_live_update", signal, changed);
    for (const key of SHOWN_BY) observe(model, key, signal, changed);
    observe(model, "time_zone", signal, () => {
      this.zone = new Zone(model.get("time_zone"));
      this.changed();
    });
    document.addEventListener("visibilitychange", changed, { signal });
  }

  // ---------------------------------------------------------------- what is known

  /** The whole series received. */
  get store(): Store {
    return this.#arrivals.store;
  }

  /** The figures of all full minutes received. */
  get minutes(): Minutes {
    return this.#arrivals.minutes;
  }

  /** All that is known, and which figure of it the chart shows. */
  get known(): Known {
    const { model, store, minutes, estimates, sheet } = this;
    const { settled } = model.get("latest");
    const shown = { figure: model.get("figure"), second: secondOf(model) };
    return { ...shown, store, minutes, settled, estimates, sheet };
  }

  /** The run sheet, in order of time. */
  get sheet(): Item[] {
    return itemsOf(this.model.get("run_sheet"));
  }

  /** When alerts were on, in order of time. */
  get alerts(): Alert[] {
    const { extent } = this.store;
    return extent ? alertsOf(this.model.get("alarms"), extent.last) : [];
  }

  /** What of alerts is to be told now; nothing where there is none. */
  get alarm(): string {
    return alarmText(this.model.get("alarms"), this.moment, this.zone);
  }

  /** The alerts that are on now. */
  get on(): Alarm[] {
    return this.moment === null ? [] : this.model.get("alarms").filter(({ on }) => on);
  }

  /** The item of the run sheet that runs now. */
  get running(): Item | undefined {
    const { sheet } = this;
    const moment = sheet.length === 0 ? null : this.moment;
    return moment === null ? undefined : itemAt(sheet, moment);
  }

  /** The event's own moment; null where what is shown is of the past. */
  get moment(): number | null {
    return momentOf(this.facts);
  }

  /** What the slots will settle at that are over and still fill up. */
  get estimates(): Estimate[] {
    return estimatesOf(this.model);
  }

  get connected(): boolean {
    return !this.model.restored && this.stage.connected;
  }

  /** Whether the event goes on, so that what begins now can be marked. */
  get goesOn(): boolean {
    return goesOn(this.facts);
  }

  /** The kernel's wall clock, epoch seconds. */
  get kernelNow(): number {
    return clock() + this.#arrivals.skew_s;
  }

  /** What became of what was asked for. */
  get told(): string {
    return this.#asking.find(({ sentence }) => sentence)?.sentence ?? "";
  }

  get facts(): Facts {
    return factsOf(this.model, this.#arrivals, this.zone, this.connected);
  }

  get words(): Words {
    this.#words ??= phrase(this.facts);
    return this.#words;
  }

  // ----------------------------------------------------------------- what is done

  save(values: Partial<{ [K in Settable]: unknown }>): void {
    this.model.save(values as Parameters<PaneModel["save"]>[0]);
  }

  toggle(): void {
    this.save({ visible: !this.model.get("visible") });
  }

  // ------------------------------------------------------------------- the screen

  /** Add a view for as long as it lives. */
  attach(view: View, signal: AbortSignal): void {
    this.#views.add(view);
    signal.addEventListener("abort", () => this.#detach(view), { once: true });
    this.#ticking ??= setInterval(() => this.#tick(), TICK_MS);
    this.changed();
  }

  /** Whether this view speaks for all: a screen reader hears each thing once. */
  speaks(view: View): boolean {
    const [first] = this.#views;
    return first === view;
  }

  /** Something changed: words and chart follow with the next frame. */
  changed(): void {
    this.#lasting = "";
    this.#pass();
  }

  #pass(): void {
    this.#stale = true;
    this.#words = null;
    // There are no frames while nobody looks; but a screen reader may.
    if (document.hidden) this.#refresh();
    else if (this.#views.size > 0) this.#frames.ask();
  }

  /** Draw with the next frame. */
  draw(): void {
    if (this.#onScreen) this.#frames.ask();
  }

  // bqplot queues what it draws while nobody looks; so nothing is drawn then, and
  // everything once when the page or the chart is shown again.
  get #onScreen(): boolean {
    return this.#views.size > 0 && !document.hidden && this.model.get("visible");
  }

  get #widths(): number[] {
    return [...this.#views].map((view) => view.width()).filter((px) => px > 0);
  }

  #tick(): void {
    if (!document.hidden) this.#arrivals.look();
    this.#pass();
  }

  #frame(): void {
    if (this.#stale) this.#refresh();
    const drawn = this.#onScreen && this.#widths.length > 0 && this.stage.draw();
    // What lies over the chart is measured by its axis.
    if (drawn) this.changed();
  }

  #brushed(span: Span | null): void {
    const { window: shown } = this;
    if (shown.holding) shown.drag(span);
    // An echo of the kernel, or a brush in another tab: ours stays on our window.
    else if (span?.from !== shown.span?.from || span?.to !== shown.span?.to)
      this.draw();
  }

  #refresh(): void {
    const { words, alarm, running } = this;
    const lasting = JSON.stringify([{ ...words, footer: "" }, alarm, running]);
    this.#stale = false;
    if (lasting === this.#lasting) {
      for (const view of this.#views) view.tick();
      return;
    }
    this.#lasting = lasting;
    const { live_viewers } = this.model.get("latest");
    const sentence = this.#announcer.next(
      words.spoken,
      live_viewers,
      clock(),
      words.counted,
      alarm,
      running?.title,
    );
    if (sentence !== null) this.announcement = sentence;
    for (const view of this.#views) view.refresh();
  }

  #detach(view: View): void {
    this.#views.delete(view);
    if (this.#views.size === 0) this.#rest();
    else this.changed();
  }

  #rest(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#frames.cancel();
  }
}
