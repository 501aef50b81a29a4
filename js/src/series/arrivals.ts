// What the kernel sent and when: fills the series, and asks for what is missing.

import type { ToBrowser } from "../contract.gen";
import {
  asDataView,
  observe,
  onMessage,
  type PaneModel,
  requestId,
} from "../host/model";
import { saveWhole } from "../host/saved";
import { Minutes } from "./minutes";
import { Store } from "./store";

/** An answer that has not come by then was lost. */
const ASK_AGAIN_S = 60;
/** A host that is known to drop what the kernel sends of itself is asked so often. */
const ASKED_EACH_S = 5;
/** Any other is asked after this silence, or that of an interval if that is longer. */
const SILENCE_S = 15;
/** In these states nothing comes that nobody asked for. */
const AT_REST = ["ended", "stopped", "paused"];

/** The browser's clock, epoch seconds. */
export const clock = (): number => Date.now() / 1000;

type Answer = Exclude<ToBrowser, { type: "snapshot" | "news" }>;

export interface ArrivalsHost {
  changed: () => void;
  connected: () => boolean;
  /** Take an answer to a command other than ours. */
  answer: (message: Answer, buffer: DataView | undefined) => void;
}

export class Arrivals {
  readonly store = new Store();
  readonly minutes = new Minutes();
  /** When anything last came, on the browser's clock. */
  heardAt = clock();
  /** When the last answer of the server came, on the browser's clock. */
  updatedAt: number | null = null;
  /** The kernel's clock minus the browser's. */
  skew_s = 0;
  /** When the last answer came, as the kernel's clock named it. */
  #receivedAt: number | null;
  #asked: string | null = null;
  #askedAt = 0;
  /** Whether the host drops what the kernel sends without being asked. */
  #drops = false;
  readonly #model: PaneModel;
  readonly #host: ArrivalsHost;

  constructor(model: PaneModel, host: ArrivalsHost, signal: AbortSignal) {
    this.#model = model;
    this.#host = host;
    this.#receivedAt = model.get("latest").received_at;
    if (this.#receivedAt !== null) this.updatedAt = Math.min(this.#receivedAt, clock());
    this.store.cadence_s = model.get("cadence_s");
    this.#history();
    this.#delta();
    this.#minutes();
    const heard = (take?: () => void) => (): void => {
      this.heardAt = clock();
      take?.();
      host.changed();
    };
    observe(
      model,
      "history",
      signal,
      heard(() => this.#history()),
    );
    observe(
      model,
      "delta",
      signal,
      heard(() => this.#delta()),
    );
    observe(
      model,
      "minutes",
      signal,
      heard(() => this.#minutes()),
    );
    observe(
      model,
      "latest",
      signal,
      heard(() => this.#latest()),
    );
    observe(model, "status", signal, heard());
    onMessage(model, signal, (message, buffer) =>
      heard(() => this.#answered(message, buffer))(),
    );
    // After what reads the history: it is read before it is replaced.
    const { store, minutes } = this;
    const told = (from: Store | Minutes) => ({
      seq: () => from.seq,
      rows: () => from.packed(),
    });
    saveWhole(model, "history", { ...told(store), at: clock }, signal);
    saveWhole(model, "minutes", told(minutes), signal);
  }

  /** All of them, and the newest, which may have come since. */
  #minutes(): void {
    const series = this.#model.get("minutes");
    if (series?.rows) this.minutes.snapshot(series.seq, asDataView(series.rows));
    this.minutes.newest(this.#model.get("latest"));
  }

  /**
   * Ask for what is new when nothing came that was due: some hosts drop the messages of
   * background threads. Called each second while somebody looks.
   */
  look(): void {
    const { state, next_at } = this.#model.get("status");
    if (AT_REST.includes(state)) return;
    const every = this.#model.get("interval_s");
    const patience = this.#drops ? ASKED_EACH_S : Math.max(SILENCE_S, 1.5 * every);
    const due = next_at === null ? 0 : next_at - this.skew_s;
    if (clock() > Math.max(this.heardAt, this.#askedAt, due) + patience)
      this.#ask("news");
  }

  #latest(): void {
    const latest = this.#model.get("latest");
    this.minutes.newest(latest);
    const { received_at } = latest;
    // The figures may change between two answers: when the clock alone moves on.
    if (received_at === null || received_at === this.#receivedAt) return;
    this.#receivedAt = received_at;
    this.updatedAt = clock();
    this.skew_s = received_at - this.updatedAt;
  }

  #history(): void {
    const series = this.#model.get("history");
    if (series?.rows) this.store.snapshot(series.seq, asDataView(series.rows));
    this.store.settled = this.#model.get("latest").settled;
  }

  #delta(): void {
    const series = this.#model.get("delta");
    if (series?.rows) this.store.delta(series.seq, asDataView(series.rows));
    // Afterwards: what settles with a change is not revised by it.
    this.store.settled = this.#model.get("latest").settled;
    this.#drops = false;
    this.#fill();
  }

  /** Ask for the whole series once when a part of it is missing. */
  #fill(): void {
    if (this.store.gap) this.#ask("snapshot");
  }

  /** Ask the kernel, unless it owes us an answer. */
  #ask(type: "snapshot" | "news"): void {
    const waits = this.#asked !== null && clock() - this.#askedAt < ASK_AGAIN_S;
    if (waits || !this.#host.connected()) return;
    const id = requestId();
    this.#asked = id;
    this.#askedAt = clock();
    const { seq } = this.store;
    this.#model.send(type === "news" ? { type, id, seq } : { type, id });
  }

  #answered(message: ToBrowser, buffer: DataView | undefined): void {
    if (message.id === this.#asked) {
      this.#asked = null;
      if (!buffer) return;
      if (message.type === "snapshot") this.store.snapshot(message.seq, buffer);
      else if (message.type === "news") {
        this.#drops ||= message.seq > this.store.seq;
        this.store.news(message.seq, buffer);
      }
      this.#fill();
    } else if (message.type !== "snapshot" && message.type !== "news")
      this.#host.answer(message, buffer);
  }
}
