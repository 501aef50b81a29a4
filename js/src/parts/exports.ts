// What the Export menu offers: how much of the event, and as which file.

import { EXPORT_FORMATS, type ExportFormat } from "../contract.gen";
import type { Pane } from "../pane/pane";
import type { Entries } from "./menu";

/** The whole event, or what the chart shows of it. */
export const PARTS = ["Whole event", "Visible window"] as const;

/** Ask for a file of what was chosen, as it is on the screen now. */
export function exportAs(pane: Pane, format: ExportFormat): void {
  pane.exporting.ask(
    format,
    pane.model.get("export_window") ? pane.window.span : "whole",
  );
}

export function exports(pane: Pane): Entries {
  const items = PARTS.map((label, index) => ({
    label,
    pick: () => pane.save({ export_window: index === 1 }),
    chosen: () => pane.model.get("export_window") === (index === 1),
  }));
  const files = EXPORT_FORMATS.map(([format, label]) => ({
    label,
    pick: () => exportAs(pane, format),
  }));
  return [{ name: "What is exported", items }, ...files];
}
