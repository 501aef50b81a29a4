// The frame, or the window of it, as a file: made by the kernel, handed to the browser's downloads.

import type { ExportFormat } from "../contract.gen";
import type { Span } from "../series/window";
import { Asking, type AskingHost } from "./asking";

/** The browser reads the file after the click; its address must live that long. */
const REVOKE_AFTER_MS = 10_000;

export interface ExportHost extends AskingHost {
  save: (name: string, mime: string, bytes: DataView) => void;
}

export class Exporting extends Asking {
  readonly #save: ExportHost["save"];

  constructor(host: ExportHost, signal: AbortSignal) {
    super(host, signal);
    this.#save = host.save;
  }

  /** Ask for a stretch of the event, or for all of it; null where there is none yet. */
  ask(format: ExportFormat, wanted: Span | "whole" | null): void {
    if (wanted === null) {
      this.say("There is no window yet: nothing was received.");
      return;
    }
    const window = wanted === "whole" ? null : [wanted.from, wanted.to];
    this.request({
      message: { type: "export", format, window },
      begun: "Preparing the file\u2026",
      alone: "The kernel is not connected. Run the cell again, then export.",
      done: (reply, bytes) => {
        if (reply.type !== "file" || bytes === undefined)
          return "The file came without its contents.";
        this.#save(reply.name, reply.mime, bytes);
        return `Saved ${reply.name}`;
      },
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
