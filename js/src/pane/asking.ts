// One request at a time: asked for with an id, answered by the message with that id.

import type { FromBrowser, ToBrowser } from "../contract.gen";
import { requestId } from "../host/model";

/** A kernel that has not answered by then is running a cell. */
const BUSY_AFTER_MS = 2000;
/** How long it is said what became of it. */
const SAID_FOR_MS = 6000;

export type Answer = Exclude<ToBrowser, { type: "snapshot" | "news" }>;

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** What of a request is said. */
export interface Asked {
  message: WithoutId<FromBrowser>;
  /** While it is on its way; nothing where nobody waits for it; */
  begun: string;
  /** where nobody can answer; */
  alone: string;
  /** and once it is answered, by what the answer is and does. */
  done: (reply: Answer, bytes: DataView | undefined) => string;
  /** It was not answered, or refused. */
  failed?: () => void;
}

export interface AskingHost {
  send: (message: FromBrowser) => void;
  connected: () => boolean;
  changed: () => void;
}

export class Asking {
  sentence = "";
  #pending: string | null = null;
  #asked: Asked | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #host: AskingHost;

  constructor(host: AskingHost, signal: AbortSignal) {
    this.#host = host;
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  get busy(): boolean {
    return this.#pending !== null;
  }

  request(asked: Asked): void {
    const { message, begun, alone, failed } = asked;
    if (!this.#host.connected()) {
      this.#pending = null;
      this.say(alone);
      failed?.();
      return;
    }
    this.#pending = requestId();
    this.#asked = asked;
    this.say(begun, BUSY_AFTER_MS, () =>
      this.say(begun && "Waiting for the kernel, which is busy"),
    );
    this.#host.send({ ...message, id: this.#pending } as FromBrowser);
  }

  /** Take an answer; those to other tabs, and to other requests, are not ours. */
  answer(reply: Answer, bytes: DataView | undefined): void {
    if (reply.id !== this.#pending) return;
    this.#pending = null;
    const asked = this.#asked as Asked;
    if (reply.type !== "error") this.tell(asked.done(reply, bytes));
    else {
      this.say(reply.sentence);
      asked.failed?.();
    }
  }

  /** Say something for a while. */
  readonly tell = (sentence: string): void =>
    this.say(sentence, SAID_FOR_MS, () => this.say(""));

  /** Say nothing any more. */
  hush(): void {
    this.say("");
  }

  protected say(sentence: string, ms = 0, then?: () => void): void {
    clearTimeout(this.#timer);
    this.sentence = sentence;
    if (then) this.#timer = setTimeout(then, ms);
    this.#host.changed();
  }
}
