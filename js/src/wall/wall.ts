// What all views of a wall share: the cards, when each came, and the clock.

import type { Card } from "../contract.gen";
import { on, type WallModel } from "../host/model";
import { clock } from "../series/arrivals";
import { Frames } from "../stage/frames";
import type { Facts } from "../words/phrase";
import { Zone } from "../words/zone";

const TICK_MS = 1000;

/** When a card came, and what it said of the kernel's clock. */
interface Came {
  heardAt: number;
  updatedAt: number | null;
  received_at: number | null;
  skew_s: number;
}

export class Wall {
  readonly zone: Zone;
  readonly #model: WallModel;
  readonly #came: Came[];
  readonly #views = new Set<() => void>();
  readonly #frames = new Frames(() => this.#draw());
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor(model: WallModel, signal: AbortSignal) {
    this.#model = model;
    this.zone = new Zone(model.zone());
    this.#came = this.cards.map(({ latest: { received_at } }) => ({
      heardAt: clock(),
      updatedAt: received_at === null ? null : Math.min(received_at, clock()),
      received_at,
      skew_s: 0,
    }));
    model.onCard(signal, (index, card) => this.#take(index, card));
    on(model, "change:opened", signal, () => this.#frames.ask());
    signal.addEventListener("abort", () => this.#rest(), { once: true });
  }

  get cards(): Card[] {
    return this.#model.cards();
  }

  get opened(): number | null {
    return this.#model.opened();
  }

  /** Whether a card can be opened: the kernel makes its pane. */
  get connected(): boolean {
    return this.#model.connected();
  }

  /** Open a card, or close the one that is open. */
  toggle(index: number): void {
    this.#model.open(this.opened === index ? null : index);
  }

  facts(index: number): Facts {
    const card = this.cards[index] as Card;
    const { heardAt, updatedAt, skew_s } = this.#came[index] as Came;
    const { begin, curve, cadence_s } = card;
    return {
      ...card,
      zone: this.zone,
      now: clock(),
      heardAt,
      updatedAt,
      skew_s,
      newest: begin === null ? null : begin + (curve.length - 1) * cadence_s,
      connected: this.connected,
      savedAt: null,
      page: false,
    };
  }

  /** Draw a view now, with each card that comes, and once a second. */
  attach(draw: () => void, signal: AbortSignal): void {
    this.#views.add(draw);
    this.#ticking ??= setInterval(() => this.#frames.ask(), TICK_MS);
    signal.addEventListener("abort", () => {
      this.#views.delete(draw);
      if (this.#views.size === 0) this.#rest();
    });
    draw();
  }

  #take(index: number, card: Card): void {
    const came = this.#came[index];
    if (!came) return;
    this.#model.keep(index, card);
    came.heardAt = clock();
    const { received_at } = card.latest;
    if (received_at !== null && received_at !== came.received_at) {
      came.received_at = received_at;
      came.updatedAt = clock();
      came.skew_s = received_at - came.updatedAt;
    }
    this.#frames.ask();
  }

  #draw(): void {
    for (const draw of this.#views) draw();
  }

  #rest(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
    this.#frames.cancel();
  }
}
