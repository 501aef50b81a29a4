// Marks that are set from the pane, and taken back.

import { quoted } from "../words/label";
import type { Zone } from "../words/zone";
import { Asking, type AskingHost } from "./asking";

export interface MarkingHost extends AskingHost {
  zone: () => Zone;
}

const ALONE = "The kernel is not connected: nothing was marked.";

export class Marking extends Asking {
  readonly #zone: () => Zone;
  /** What was marked last, by when it begins; null once it was taken back. */
  last: number | null = null;

  constructor(host: MarkingHost, signal: AbortSignal) {
    super(host, signal);
    this.#zone = host.zone;
  }

  /** Say what began at a moment of the kernel's clock; `then` once it is marked. */
  mark(title: string, at: number, then: () => void): void {
    this.request({
      message: { type: "mark", title, at },
      begun: "Marking\u2026",
      alone: ALONE,
      done: (reply) => {
        if (reply.type !== "marked") return "";
        this.last = reply.at;
        then();
        return `Marked ${quoted(reply.title)} at ${this.#zone().named(reply.at)}`;
      },
    });
  }

  /** Take back what was marked at a moment of the event. */
  unmark(at: number): void {
    if (this.last === at) this.last = null;
    this.request({
      message: { type: "unmark", at },
      begun: "Taking it back\u2026",
      alone: ALONE,
      done: (reply) =>
        reply.type === "marked" ? `Took back ${quoted(reply.title)}` : "",
    });
  }
}
