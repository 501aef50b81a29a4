// What the Export menu offers: how much of the event, and as which file.

import { EXPORT_FORMATS, type ExportFormat } from "../contract.gen";
import type { Pane } from "../pane/pane";
import type { Picture } from "../picture";
import type { Span } from "../series/window";
import type { Group } from "./menu";

/** The whole event, or what the chart shows of it. */
export const PARTS = ["Whole event", "Visible window"] as const;

const PICTURES = [
  ["copy", "Copy picture"],
  ["png", "Save picture (.png)"],
  ["svg", "Save picture (.svg)"],
] as const;

/** Of an event without a slot: there is none in it, as the kernel says. */
const NONE: Span = { from: 0, to: 1 };

/** Ask for a file of what was chosen, as it is on the screen now. */
export function exportAs(pane: Pane, format: ExportFormat): void {
  // A page has the window as its own, and all that it can be moved to.
  const part = format !== "page" && pane.model.get("export_window");
  pane.exporting.ask(format, part ? (pane.window.span ?? NONE) : null);
}

export function exports(pane: Pane): Group[] {
  const items = PARTS.map((label, index) => ({
    label,
    pick: () => pane.save({ export_window: index === 1 }),
    chosen: () => pane.model.get("export_window") === (index === 1),
  }));
  const files = EXPORT_FORMATS.map(([format, label]) => ({
    label,
    pick: () => exportAs(pane, format),
  }));
  const pictures = PICTURES.map(([how, label]) => ({
    label,
    pick: () => pane.exporting.draw<Picture>((draw) => draw(pane, how)),
  }));
  return [
    { name: "What is exported", items },
    { name: "As a file", items: files.slice(0, -1) },
    // Not of what is chosen above.
    { name: "As it is shown", items: [...files.slice(-1), ...pictures] },
  ];
}
