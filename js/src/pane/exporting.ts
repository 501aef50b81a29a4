// The frame, or the window of it, as a file: made by the kernel, handed to the browser's downloads.

import type { ExportFormat } from "../contract.gen";
import { moduleOf } from "../host/module";
import type { Span } from "../series/window";
import { type Answer, type Asked, Asking, type AskingHost } from "./asking";

/** The browser reads the file after the click; its address must live that long. */
const REVOKE_AFTER_MS = 10_000;

const BEGUN = "Preparing the file\u2026";

export interface ExportHost extends AskingHost {
  save: (name: string, mime: string, bytes: DataView) => void;
}

export class Exporting extends Asking {
  readonly #save: ExportHost["save"];
  #module: unknown;

  constructor(host: ExportHost, signal: AbortSignal) {
    super(host, signal);
    this.#save = host.save;
  }

  /** Ask for a stretch of the event, or for all of it. */
  ask(format: ExportFormat, part: Span | null): void {
    const window = part && [part.from, part.to];
    this.#get({ type: "export", format, window }, (reply, bytes) => {
      if (reply.type !== "file") return "";
      this.#save(reply.name, reply.mime, bytes);
      return `Saved ${reply.name}`;
    });
  }

  /** Draw with the module of pictures, asked for once, and say what became of it. */
  draw<M>(by: (module: M) => Promise<string>): void {
    const draw = (): void => {
      by(this.#module as M).then(this.tell);
    };
    if (this.#module) draw();
    else
      this.#get({ type: "part", part: "picture" }, (_, bytes) => {
        moduleOf(bytes).then(
          (module) => {
            this.#module = module;
            draw();
          },
          () => this.tell("This page lets no picture be drawn: export a document."),
        );
        return BEGUN;
      });
  }

  /** Ask for what comes with bytes. */
  #get(
    message: Asked["message"],
    done: (reply: Answer, bytes: DataView) => string,
  ): void {
    this.request({
      message,
      begun: BEGUN,
      alone: "The kernel is not connected. Run the cell again, then export.",
      done: (reply, bytes) =>
        bytes ? done(reply, bytes) : "The file came without its contents.",
    });
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
