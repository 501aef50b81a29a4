// One export at a time: asked for with an id, answered by the message with that id.

import type { ErrorReply, ExportFormat, FileReply, FromBrowser } from "../contract.gen";
import { requestId } from "../host/model";

/** A kernel that has not answered by then is running a cell. */
const BUSY_AFTER_MS = 2000;
/** How long it is said that the file was saved. */
const SAID_FOR_MS = 6000;
/** The browser reads the file after the click; its address must live that long. */
const REVOKE_AFTER_MS = 10_000;

export interface ExportHost {
  send: (message: FromBrowser) => void;
  connected: () => boolean;
  changed: () => void;
  save: (name: string, mime: string, bytes: DataView) => void;
}

export class Exporting {
  sentence = "";
  #pending: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #host: ExportHost;

  constructor(host: ExportHost, signal: AbortSignal) {
    this.#host = host;
    signal.addEventListener("abort", () => clearTimeout(this.#timer), { once: true });
  }

  get busy(): boolean {
    return this.#pending !== null;
  }

  ask(format: ExportFormat): void {
    if (!this.#host.connected()) {
      this.#pending = null;
      this.#say("The kernel is not connected. Run the cell again, then export.");
      return;
    }
    this.#pending = requestId();
    this.#say("Preparing the file\u2026", BUSY_AFTER_MS, () =>
      this.#say("Waiting for the kernel, which is busy"),
    );
    this.#host.send({ type: "export", id: this.#pending, format });
  }

  /** Take an answer; those to other tabs are not ours. */
  answer(reply: FileReply | ErrorReply, bytes: DataView | undefined): void {
    if (reply.id !== this.#pending) return;
    this.#pending = null;
    if (reply.type === "error") this.#say(reply.sentence);
    else if (bytes === undefined) this.#say("The file came without its contents.");
    else {
      this.#host.save(reply.name, reply.mime, bytes);
      this.#say(`Saved ${reply.name}`, SAID_FOR_MS, () => this.#say(""));
    }
  }

  #say(sentence: string, ms = 0, then?: () => void): void {
    clearTimeout(this.#timer);
    this.sentence = sentence;
    if (then) this.#timer = setTimeout(then, ms);
    this.#host.changed();
  }
}

/** Hand a file to the browser's downloads. */
export function download(name: string, mime: string, bytes: DataView): void {
  const url = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}
