// The window of the chart: as it was chosen, and as it is under the hand.

import type { PaneModel } from "../host/model";
import type { Extent } from "../series/store";
import {
  around,
  type Chosen,
  choose,
  type Span,
  scrollable,
  shifted,
  spanOf,
} from "../series/window";

export interface WindowHost {
  /** First and newest slot; null while nothing was received. */
  extent: () => Extent | null;
  /** How often the source counts, seconds. */
  cadence: () => number;
  changed: () => void;
}

export class ChartWindow {
  readonly #model: PaneModel;
  readonly #host: WindowHost;
  /** Where the brush is, while it is held. */
  #held: Span | null = null;
  #holding = false;
  #emptied = false;
  /** What was chosen before the hand made a window of another length, and that length. */
  #before: { chosen: Chosen; made_s: number } | null = null;

  constructor(model: PaneModel, host: WindowHost) {
    this.#model = model;
    this.#host = host;
  }

  /** What was chosen, before it is cut to the event. */
  get chosen(): Chosen {
    return {
      window_s: this.#model.get("window_s"),
      window_end_s: this.#model.get("window_end_s"),
    };
  }

  /** The window on the screen; null while nothing was received. */
  get span(): Span | null {
    const extent = this.#host.extent();
    return this.#held ?? (extent && spanOf(extent, this.chosen));
  }

  get scrollable(): boolean {
    const extent = this.#host.extent();
    return extent !== null && scrollable(extent, this.chosen.window_s);
  }

  /** Whether the window stays at the newest slot. */
  get following(): boolean {
    const extent = this.#host.extent();
    if (this.#held && extent) {
      return this.#choose(extent, this.#held).window_end_s === null;
    }
    return !this.scrollable || this.chosen.window_end_s === null;
  }

  /** Whether the brush is held, and must not be moved under the hand. */
  get holding(): boolean {
    return this.#holding;
  }

  /** Follow the newest slot again, with the length from before the hand changed it. */
  latest(): void {
    this.#held = null;
    const length = this.#beforeHand?.window_s;
    this.#before = null;
    this.#model.save({
      ...(length === undefined ? {} : { window_s: length }),
      window_end_s: null,
    });
    this.#host.changed();
  }

  /** Show this many seconds, up to where the window ends now. */
  show(window_s: number): void {
    this.#held = null;
    this.#before = null;
    this.#model.save({ window_s });
    this.#host.changed();
  }

  /** Show this stretch of the chart alone. */
  zoom(span: Span): void {
    this.#keep(span);
  }

  /** Show what was shown before the hand made the window what it is. */
  back(): void {
    const before = this.#beforeHand;
    this.#held = null;
    this.#before = null;
    if (before === null) return;
    this.#model.save(before);
    this.#host.changed();
  }

  /** Null where the window was chosen since, here or in the kernel. */
  get #beforeHand(): Chosen | null {
    const { window_s } = this.chosen;
    return this.#before?.made_s === window_s ? this.#before.chosen : null;
  }

  /** Show this stretch for now; the kernel is told of it once it is kept. */
  hold(span: Span): void {
    if (this.#holding) return;
    this.#held = span;
    this.#host.changed();
  }

  /** Keep the stretch that is held. */
  keep(): void {
    const span = this.#held;
    if (!this.#holding && span !== null) this.#keep(span);
  }

  /** Move the window by some seconds, and keep it there. */
  move(by: number): void {
    const extent = this.#host.extent();
    const { span } = this;
    if (extent && span && this.scrollable) this.#keep(shifted(extent, span, by));
  }

  grab(): void {
    this.#holding = true;
    this.#emptied = false;
    this.#held = this.span;
  }

  /** The brush was moved under the hand; null where it selects nothing. */
  drag(span: Span | null): void {
    this.#emptied = span === null;
    if (span) this.#held = span;
    this.#host.changed();
  }

  /** The brush was let go; a mere click asks for the moment that was clicked. */
  release(moment: number | null): void {
    if (!this.#holding) return;
    this.#holding = false;
    const span = this.#held;
    this.#held = null;
    const extent = this.#host.extent();
    if (!span || !extent) return;
    const clicked = this.#emptied && moment !== null;
    this.#keep(clicked ? around(extent, span, moment) : span);
  }

  #choose(extent: Extent, span: Span): Chosen {
    return choose(extent, span, this.chosen.window_s, this.#host.cadence());
  }

  #keep(span: Span): void {
    const extent = this.#host.extent();
    this.#held = null;
    if (extent === null) return;
    const before = this.chosen;
    const after = this.#choose(extent, span);
    if (
      after.window_s !== before.window_s ||
      after.window_end_s !== before.window_end_s
    ) {
      if (after.window_s !== before.window_s) {
        const chosen = this.#beforeHand ?? before;
        this.#before = { chosen, made_s: after.window_s };
      }
      this.#model.save(after);
    }
    this.#host.changed();
  }
}
