// The frame, or the window of it, as a file: made by the kernel, handed to the browser's downloads.

import type { ExportFormat } from "../contract.gen";
import type { Pane } from "../pane/pane";
import type { Span } from "../series/window";

/** The browser reads the file after the click; its address must live that long. */
const REVOKE_AFTER_MS = 10_000;

/** Of an event without a slot: there is none in it, as the kernel says. */
const NONE: Span = { from: 0, to: 1 };

/** Ask for a file of what was chosen, as it is on the screen now. */
export function exportAs(pane: Pane, format: ExportFormat): void {
  // A page has the window as its own, and all that it can be moved to.
  const part =
    format !== "page" && pane.model.get("export_window")
      ? (pane.window.span ?? NONE)
      : null;
  pane.exporting.request({
    message: { type: "export", format, window: part && [part.from, part.to] },
    begun: "Preparing the file\u2026",
    alone: "The kernel is not connected. Run the cell again, then export.",
    done: (reply, bytes) => {
      if (!bytes) return "The file came without its contents.";
      if (reply.type !== "file") return "";
      download(reply.name, reply.mime, bytes);
      return `Saved ${reply.name}`;
    },
  });
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
